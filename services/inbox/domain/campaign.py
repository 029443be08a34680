"""Reading campaigns: who has to accept the text of a guideline by when, and what is left to who has not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_scope import WithoutAcceptance

AcceptanceState = Literal["pending", "accepted", "declined", "exception_asked", "exempt"]
Decision = Literal["accepted", "declined", "exception_asked"]

FREE: frozenset[AcceptanceState] = frozenset({"accepted", "exempt"})


@dataclass(frozen=True, slots=True)
class Campaign:
    """One text for one audience; empty `departments` are everybody. `without` is what the version says."""

    brand: str
    number: int
    guideline_version: int
    text_hash: str
    without: WithoutAcceptance
    departments: tuple[str, ...]
    due_at: datetime
    remind_at: tuple[datetime, ...]
    made_by: str
    made_at: datetime
    closed_at: datetime | None = None

    def asks(self, department: str | None) -> bool:
        """Whether somebody of this department is of the audience."""
        return not self.departments or department in self.departments

    def left_to(self, state: AcceptanceState, in_force: str, now: datetime) -> WithoutAcceptance | None:
        """What is left to a person of the audience; None: all. `in_force` is the hash of the text in force."""
        if state in FREE or self.closed_at is not None or now < self.due_at or self.text_hash != in_force:
            return None
        return self.without


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What one person said to one campaign, and what others were last told of it."""

    brand: str
    campaign: int
    person: str
    department: str | None
    state: AcceptanceState = "pending"
    at: datetime | None = None
    reason: str | None = None
    decided_by: str | None = None
    told_may_answer: bool = True
    version: int = 0


def closed(campaign: Campaign, at: datetime) -> Campaign:
    """The campaign as it asks nobody any more."""
    return replace(campaign, closed_at=at)


def answered(before: Acceptance, decision: Decision, reason: str | None, at: datetime) -> Acceptance:
    """A person's own word; said again it changes nothing.

    Raises:
        StateNotAllowed: They accepted, or are exempt: there is nothing left to say.
    """
    if before.state in FREE and before.state != decision:
        raise StateNotAllowed("answer", before.state)
    if (before.state, before.reason) == (decision, reason):
        return before
    return replace(before, state=decision, reason=reason, at=at, decided_by=before.person, version=before.version + 1)


def decided(before: Acceptance, *, exempt: bool, by: str, reason: str, at: datetime) -> Acceptance:
    """The word of who runs the campaign on an exception that was asked for.

    Raises:
        StateNotAllowed: None was asked for.
    """
    if before.state != "exception_asked":
        raise StateNotAllowed("decide", before.state)
    state: AcceptanceState = "exempt" if exempt else "pending"
    return replace(before, state=state, reason=reason, at=at, decided_by=by, version=before.version + 1)


def told(before: Acceptance, *, may_answer: bool) -> Acceptance:
    """The acceptance with what others know of it brought up to date."""
    if before.told_may_answer == may_answer:
        return before
    return replace(before, told_may_answer=may_answer, version=before.version + 1)
