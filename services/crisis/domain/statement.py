"""A holding statement: written by one person, approved by another, then free to be used and to be published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.crisis.domain.publication import Publication

FROM_PLAYBOOK = "playbook"  # the author of a statement that was copied from the playbook; any one person may approve it


@dataclass(frozen=True, slots=True)
class Statement:
    """One text in one language (BCP 47) for one incident."""

    id: str
    incident: str
    language: str
    text: str
    author: str
    written_at: datetime
    state: Literal["draft", "approved"] = "draft"
    approved_by: str | None = None
    approved_at: datetime | None = None
    publications: tuple[Publication, ...] = ()


class OwnStatement(Exception):
    """Nobody approves what they wrote: it takes four eyes."""


class StatementNotUsable(Exception):
    """The statement cannot be published: it is a draft, or superseded `by` another one."""

    def __init__(self, state: Literal["draft", "superseded"], by: str | None = None) -> None:
        super().__init__(state)
        self.state = state
        self.by = by


class AlreadyApproved(Exception):
    """The statement was approved before."""


def approve(statement: Statement, by: str, at: datetime) -> Statement:
    """Approve a draft; raises OwnStatement or AlreadyApproved."""
    if statement.state == "approved":
        raise AlreadyApproved(statement.id)
    if statement.author == by:
        raise OwnStatement(statement.id)
    return replace(statement, state="approved", approved_by=by, approved_at=at)


def check_usable(statement: Statement, of_incident: Iterable[Statement]) -> None:
    """See that a statement may be published: approved, and the last that was in its language.

    Raises:
        StatementNotUsable: It is a draft, or another one was approved after it in the same language.
    """
    if statement.approved_at is None:
        raise StatementNotUsable("draft")
    for each in of_incident:
        is_later = each.approved_at is not None and each.approved_at > statement.approved_at
        if is_later and each.language == statement.language:
            raise StatementNotUsable("superseded", each.id)


def with_publication(statement: Statement, publication: Publication) -> Statement:
    """The statement with a publication, in the place of the one on the same account."""
    others = [each for each in statement.publications if each.integration != publication.integration]
    return replace(statement, publications=(*others, publication))


def publication_on(statement: Statement, integration: str) -> Publication | None:
    """Its publication on an account, if it has one."""
    return next((each for each in statement.publications if each.integration == integration), None)
