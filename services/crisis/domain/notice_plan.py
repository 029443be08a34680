"""Where and when a person is told of pages and callouts: addresses in order, each with its delay and quiet times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from services.crisis.domain.severity import Severity

AddressKind = Literal["email", "slack", "teams", "webhook"]

MOST_ADDRESSES = 5
"""Of one person."""


@dataclass(frozen=True, slots=True)
class QuietTime:
    """Every day from one time to another, in a zone; over midnight where the end lies before the beginning.

    Notices of `wakes_from` and graver ones come through all the same.
    """

    begins: time
    ends: time
    zone: str
    wakes_from: Severity = 3

    def until(self, at: datetime, severity: Severity) -> datetime | None:
        """When the quiet that covers this moment ends; None where a notice of this severity may be sent."""
        if severity >= self.wakes_from:
            return None
        local = at.astimezone(ZoneInfo(self.zone))
        for day in (local.date() - timedelta(days=1), local.date()):
            begins = datetime.combine(day, self.begins, local.tzinfo)
            ends = datetime.combine(day + timedelta(days=self.ends <= self.begins), self.ends, local.tzinfo)
            if begins <= local < ends:
                return ends.astimezone(at.tzinfo)
        return None


@dataclass(frozen=True, slots=True)
class NoticeAddress:
    """One way to a person. `sealed` holds the address itself, and the secret of a webhook; `shown` is all that is read.

    It is used `after_seconds` after a notice was raised, unless the person has answered by then.
    """

    id: str
    kind: AddressKind
    shown: str
    sealed: str
    after_seconds: float = 0.0
    quiet: QuietTime | None = None


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """A person's addresses in order; version 0 is the empty plan nobody wrote."""

    person: str
    addresses: tuple[NoticeAddress, ...] = ()
    version: int = 0
