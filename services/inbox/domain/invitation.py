"""The inbox's copy of an invitation: who is asked to help with one conversation reads it, until that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

InvitationState = Literal["open", "accepted", "declined", "ended"]
LIVE: frozenset[InvitationState] = frozenset({"open", "accepted"})


@dataclass(frozen=True, slots=True)
class InvitationCopy:
    """An invitation as of a version of routing's; `until` None lasts as long as the task, whose end ends it."""

    brand: str
    conversation: str
    employee: str
    state: InvitationState
    until: datetime | None
    version: int
    at: datetime

    def lets_read(self, at: datetime) -> bool:
        """Whether it lets its employee read the conversation at a moment."""
        return self.state in LIVE and (self.until is None or at < self.until)

    @property
    def over_at(self) -> datetime | None:
        """From when on it is over; None: that is not known yet."""
        return self.until if self.state in LIVE else self.at
