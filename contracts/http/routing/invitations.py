"""Invitations: an employee is asked to help with one conversation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment
from contracts.http.routing.fields import Id
from contracts.http.shown import ShownEmployee


class InvitationCreate(WriteModel):
    """Ask an employee to help with this conversation; at most five are asked at once."""

    employee: Id
    """Who is asked, by id."""
    why: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$", strict=True)]
    """What they can help with, which they read."""
    until: Moment | None = None
    """When the invitation ends by itself; null: with the task."""


class InvitationAnswerCreate(WriteModel):
    """One's own answer to an invitation."""

    answer: Literal["accept", "decline"]
    """`accept` lets who holds the task give it to them beyond their seats; `decline` ends the invitation."""


class Invitation(ReadModel):
    """An employee asked to help with one conversation."""

    employee: ShownEmployee
    by: str
    """Who asked them, by id."""
    why: str
    """What they can help with; empty once the conversation's contact was erased."""
    at: AwareDatetime
    """When they were asked (UTC)."""
    until: AwareDatetime | None
    """When it ends by itself (UTC); null: with the task."""
    state: Literal["open", "accepted", "declined", "ended"]
    """`open` is to be answered; `ended` with the task, at its time, or when the task became theirs."""
    changed_at: AwareDatetime
    """Since when it stands so (UTC)."""
