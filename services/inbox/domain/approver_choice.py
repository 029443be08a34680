"""Which of the people who may decide on a reply or story answer are told: not all of them, not always the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from services.inbox.domain.approval import Approval
from services.inbox.domain.guideline_scope import Author

Presence = Literal["online", "away", "offline"]

MOST_TOLD = 20  # of one stage: one of them is enough, and each one more is a message nobody needed
_RANK: dict[Presence, int] = {"online": 0, "away": 1, "offline": 2}


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may approve replies, as they are now."""

    person: Author
    presence: Presence = "offline"


def by_lot(about: str, people: Iterable[str]) -> list[str]:
    """People in an order that is the same whenever it is asked for, and another for each thing that waits.

    In order of their ids the first of a large hub would be told of every one, and the others of none.
    """
    return sorted(people, key=lambda person: hashlib.sha256(f"{about}/{person}".encode()).digest())


def to_tell(author: str, approval: Approval, candidates: Sequence[Approver]) -> tuple[str, ...]:
    """The ids of those to be told of the open stage of an approval, at most MOST_TOLD.

    Chosen are people the stage takes who neither wrote what waits nor decided on it. Those online come first, because
    they can decide at once; then those away, then those offline; among equals the order of `candidates` stands.
    """
    decided = {each.by for each in approval.decisions}
    stage = approval.stages[approval.stage]
    fit = [
        each
        for each in candidates
        if each.person.person != author and each.person.person not in decided and stage.takes(each.person)
    ]
    return tuple(each.person.person for each in sorted(fit, key=lambda each: _RANK[each.presence])[:MOST_TOLD])
