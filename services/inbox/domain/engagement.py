"""Engagement of employees: who may answer, who did, and how it is shown without singling anybody out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from services.inbox.domain.ability import ABILITY_OF, SHARE
from services.inbox.domain.guideline import Guideline
from services.inbox.domain.guideline_scope import Applies
from services.inbox.domain.reply import Reply

LEAST_PEOPLE = 5  # of a row that is shown: of fewer one could guess who answered


@dataclass(frozen=True, slots=True)
class Participation:
    """How many employees there are, and how many of them answered at least once."""

    people: int
    answered: int


def newly_answered(before: Reply | None, after: Reply) -> bool:
    """Whether a reply is an answer of its author from now on: once, when it is first known to be out.

    Replies of a story answer are sent by themselves; they are nobody's.
    """
    return after.story is None and after.sent_at is not None and (before is None or before.sent_at is None)


def abilities_to_answer(guideline: Guideline) -> frozenset[str]:
    """The abilities of which an employee needs one to answer at all; empty: everybody may answer somewhere.

    A voice is closed where an ability rule holds everywhere and no freedom lifts it; who shares answers with a card
    where all such rules of a voice let them.
    """
    lifted = {rule for freedom in guideline.freedoms for rule in freedom.lifts}
    everywhere = [rule for rule in guideline.abilities if rule.applies == Applies() and rule.id not in lifted]
    closed = {rule.voice for rule in everywhere}
    if closed != set(ABILITY_OF):
        return frozenset()
    without_sharing = {rule.voice for rule in everywhere if not rule.share_cards}
    return frozenset({*ABILITY_OF.values(), *((SHARE,) if closed - without_sharing else ())})


def share_outside(answers: Mapping[str | None, int], care: Collection[str]) -> float | None:
    """The share of answers, 0 to 1, by people of no department of the care team; None: it is not said, or no answers.

    Args:
        answers: Answers by the department of their author; None is nobody's department, which is outside.
        care: The departments of the care team, as the guideline says.
    """
    total = sum(answers.values())
    if not care or not total:
        return None
    return 1 - sum(number for department, number in answers.items() if department in care) / total


def shown_departments(people: Mapping[str | None, int]) -> frozenset[str]:
    """The departments that get a row of their own; all others are put together in one.

    Those with fewer than LEAST_PEOPLE, and people of none, are put together; where they are too few even so, with the
    smallest of the others, since the total would say what the row does not.
    """
    shown = {name for name, number in people.items() if name is not None and number >= LEAST_PEOPLE}
    rest = sum(number for name, number in people.items() if name not in shown)
    while shown and 0 < rest < LEAST_PEOPLE:
        smallest = min(shown, key=lambda name: (people[name], name))
        shown.remove(smallest)
        rest += people[smallest]
    return frozenset(shown)


def by_shown(numbers: Mapping[str | None, int], shown: Collection[str]) -> Mapping[str | None, int]:
    """Numbers by department with those that are not shown put together under None."""
    found: dict[str | None, int] = {}
    for department, number in numbers.items():
        row = department if department in shown else None
        found[row] = found.get(row, 0) + number
    return found


def engagement_rows(people: Mapping[str | None, Participation]) -> Mapping[str | None, Participation]:
    """Who may answer and who did, by department as it may be shown; nothing of a brand with fewer than LEAST_PEOPLE."""
    sizes = {department: each.people for department, each in people.items()}
    if sum(sizes.values()) < LEAST_PEOPLE:
        return {}
    shown = shown_departments(sizes)
    rows = by_shown(sizes, shown)
    answered = by_shown({department: each.answered for department, each in people.items()}, shown)
    return {department: Participation(number, answered[department]) for department, number in rows.items()}
