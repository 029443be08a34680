"""A proposed incident: what an incident rule found, until a person confirms or dismisses it or its time is over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.crisis.domain.severity import Severity

ProposedState = Literal["open", "confirmed", "dismissed", "expired"]


class ProposedAnswered(Exception):
    """It was answered before, or its time is over; `state` says which."""

    def __init__(self, state: ProposedState) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True, slots=True)
class ProposedIncident:
    """`signals` are episodes, the first sign first; `reason` says in words what they showed.

    `answered_by` and `dismissal` are of the person who answered; `incident` is what it became when it was confirmed.
    """

    id: str
    rule: str
    rule_version: int
    title: str
    severity: Severity
    playbook: str | None
    signals: tuple[str, ...]
    reason: str
    proposed_at: datetime
    expires_at: datetime
    state: ProposedState = "open"
    answered_at: datetime | None = None
    answered_by: str | None = None
    dismissal: str | None = None
    incident: str | None = None
    version: int = 1


def confirmed(proposed: ProposedIncident, by: str, at: datetime, incident: str) -> ProposedIncident:
    """Confirmed by a person, as this incident; raises ProposedAnswered."""
    return _answered(proposed, "confirmed", by, at, incident=incident)


def dismissed(proposed: ProposedIncident, by: str, at: datetime, reason: str) -> ProposedIncident:
    """Dismissed by a person, who says why; raises ProposedAnswered."""
    return _answered(proposed, "dismissed", by, at, dismissal=reason)


def expired(proposed: ProposedIncident, at: datetime) -> ProposedIncident:
    """Answered by nobody in time; raises ProposedAnswered."""
    return _answered(proposed, "expired", None, at)


def check_open(proposed: ProposedIncident) -> None:
    """Raise ProposedAnswered unless it waits for an answer."""
    if proposed.state != "open":
        raise ProposedAnswered(proposed.state)


def _answered(  # noqa: PLR0913 - what an answer consists of
    proposed: ProposedIncident,
    state: ProposedState,
    by: str | None,
    at: datetime,
    *,
    incident: str | None = None,
    dismissal: str | None = None,
) -> ProposedIncident:
    check_open(proposed)
    return replace(
        proposed,
        state=state,
        answered_by=by,
        answered_at=at,
        incident=incident,
        dismissal=dismissal,
        version=proposed.version + 1,
    )
