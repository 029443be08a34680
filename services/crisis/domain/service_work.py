"""What a volunteer did in an incident: the conversations they handled and the replies they gave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.crisis.domain.place import SurgePlace, works_until

WorkKind = Literal["conversation", "reply"]


@dataclass(frozen=True, slots=True)
class WorkDone:
    """One conversation that somebody handled, or one reply of theirs that was sent; `of` is which.

    It lasted from `began_at` to `at`; both are when a reply was written.
    """

    brand: str
    employee: str
    kind: WorkKind
    of: str
    began_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """How many conversations somebody handled and how many replies of theirs were sent."""

    conversations: int = 0
    replies: int = 0

    def plus(self, other: WorkCounts) -> WorkCounts:
        """Both together."""
        return WorkCounts(self.conversations + other.conversations, self.replies + other.replies)


def incident_of_work(work: WorkDone, places: Iterable[SurgePlace]) -> str | None:
    """The incident in which its employee had a place while it was done, of several the one that came last.

    None: it was done in none. What was begun in a place and finished after it counts.
    """
    during = [each for each in places if each.granted_at <= work.at and work.began_at <= works_until(each)]
    return max(during, key=lambda each: (each.granted_at, each.incident)).incident if during else None
