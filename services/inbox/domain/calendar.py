"""The business calendar: which seconds count for a promise, with time zone, open hours and holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Hours = tuple[time, time]
Span = tuple[datetime, datetime]

SEARCH_DAYS = 3660  # ten years: a calendar with no open hour in them is a mistake, not a promise


class NeverOpen(Exception):
    """The calendar has no open time in which the promise could be kept."""


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Open hours by weekday (0 is Monday) in local time, without the holidays; `open_hours` None is around the clock.

    Hours of one day are in order and do not overlap. Hours that end at or before their beginning end the next day, at
    midnight or later; they belong to the day they begin on, also where the next one is a holiday.
    """

    timezone: str = "UTC"
    open_hours: Mapping[int, tuple[Hours, ...]] | None = None
    holidays: frozenset[date] = field(default_factory=frozenset)

    def add(self, start: datetime, seconds: float) -> datetime:
        """The moment at which `seconds` of open time have passed since `start`.

        Raises:
            NeverOpen: The open hours never add up to it.
        """
        if self._always_open:
            return start + timedelta(seconds=seconds)
        left = seconds
        for opens, closes in self._open_from(start):
            span = (closes - opens).total_seconds()
            if left <= span:
                return opens + timedelta(seconds=left)
            left -= span
        raise NeverOpen(self.timezone)

    def between(self, start: datetime, end: datetime) -> float:
        """Seconds of open time from `start` to `end`; 0 when end is not after start."""
        if end <= start:
            return 0.0
        if self._always_open:
            return (end - start).total_seconds()
        total = 0.0
        for opens, closes in self._open_from(start):
            if opens >= end:
                break
            total += (min(closes, end) - opens).total_seconds()
        return total

    @property
    def _always_open(self) -> bool:
        return self.open_hours is None and not self.holidays

    def _open_from(self, start: datetime) -> Iterator[Span]:
        """Open spans in UTC from `start` on, in order; the first is cut to begin at `start`."""
        zone = ZoneInfo(self.timezone)
        day = start.astimezone(zone).date() - timedelta(days=1)  # its last hours may reach into the day of `start`
        for _ in range(SEARCH_DAYS):
            if day not in self.holidays:
                for opens, closes in self._spans(day, zone):
                    if closes > start:
                        yield max(opens, start), closes
            day += timedelta(days=1)

    def _spans(self, day: date, zone: ZoneInfo) -> Iterator[Span]:
        whole: tuple[Hours, ...] = ((time(0), time(0)),)
        hours = whole if self.open_hours is None else self.open_hours.get(day.weekday(), ())
        for opens, closes in hours:
            last = day + timedelta(days=1) if closes <= opens else day
            begin = datetime.combine(day, opens, zone).astimezone(UTC)
            end = datetime.combine(last, closes, zone).astimezone(UTC)
            if end > begin:
                yield begin, end
