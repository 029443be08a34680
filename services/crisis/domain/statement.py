"""A holding statement: written by one person, approved by another, then free to be used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

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


class OwnStatement(Exception):
    """Nobody approves what they wrote: it takes four eyes."""


class AlreadyApproved(Exception):
    """The statement was approved before."""


def approve(statement: Statement, by: str, at: datetime) -> Statement:
    """Approve a draft; raises OwnStatement or AlreadyApproved."""
    if statement.state == "approved":
        raise AlreadyApproved(statement.id)
    if statement.author == by:
        raise OwnStatement(statement.id)
    return replace(statement, state="approved", approved_by=by, approved_at=at)
