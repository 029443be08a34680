"""The undo of a story answer: why, by whom, and how far its ledger was gone through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.inbox.domain.reply import OUT, Reply


@dataclass(frozen=True, slots=True)
class StoryAnswerUndo:
    """One undo. `round` counts how often it was asked for; `taken` is the number of the last recipient it came to.

    `next_at` has when the next withdrawal may go, by channel; `done`: every reply that is out has its withdrawal.
    """

    reason: str
    by: str
    at: datetime
    round: int = 1
    taken: int = 0
    next_at: Mapping[str, datetime] = field(default_factory=dict)
    done: bool = False

    def wants(self, reply: Reply) -> bool:
        """Whether a reply is out and this round has not come to it; what an earlier one withdrew stays so."""
        earlier = reply.withdrawal
        if reply.state not in OUT:
            return False
        return earlier is None or (earlier.state != "withdrawn" and earlier.round < self.round)
