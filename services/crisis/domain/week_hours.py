"""Hours of the week in a time zone: when a level of an escalation pages, and when a layer of a rotation is on call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 1440


def local_moment(day: date, minute: int, zone: str) -> datetime:
    """A minute of a local day in UTC, so that moments compare as such; 1440 is midnight at the end of the day.

    One that a change of clocks leaves out is read by the clock before it; of one that comes twice the first counts.
    """
    days, rest = divmod(minute, DAY_MINUTES)
    midnight = datetime.combine(day + timedelta(days=days), time(), ZoneInfo(zone))
    return midnight.replace(hour=rest // 60, minute=rest % 60).astimezone(UTC)


def day_begins(at: datetime, zone: str) -> datetime:
    """When the local day of a moment began."""
    return local_moment(at.astimezone(ZoneInfo(zone)).date(), 0, zone)


@dataclass(frozen=True, slots=True)
class WeekSpan:
    """On these days, 0 for Monday, from one minute of the day to another; into the next day where the end is not later.

    1440 as the end is midnight.
    """

    days: tuple[int, ...]
    begins: int
    ends: int

    def on(self, day: date, zone: str) -> tuple[datetime, datetime] | None:
        """When the span of a day begins and ends; None on other days."""
        if day.weekday() not in self.days:
            return None
        end = self.ends if self.ends > self.begins else self.ends + DAY_MINUTES
        return local_moment(day, self.begins, zone), local_moment(day, end, zone)


@dataclass(frozen=True, slots=True)
class WeekHours:
    """Spans of the week in a zone."""

    zone: str
    spans: tuple[WeekSpan, ...]

    def cover(self, at: datetime) -> bool:
        """Whether a moment lies within one of the spans."""
        return covers(self.spans, self.zone, at)


def covers(spans: Sequence[WeekSpan], zone: str, at: datetime) -> bool:
    """Whether a moment lies within one of these spans."""
    today = at.astimezone(ZoneInfo(zone)).date()
    return any(begins <= at < ends for begins, ends in spans_of(spans, zone, today - timedelta(days=1), today))


def spans_of(spans: Sequence[WeekSpan], zone: str, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """Beginning and end of each span from one day to another, both included."""
    for number in range((last - first).days + 1):
        for span in spans:
            if (times := span.on(first + timedelta(days=number), zone)) is not None:
                yield times
