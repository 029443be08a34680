"""Windows of time: which minute, hour, day and week a moment belongs to, and which length suits a span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Length = Literal["minute", "hour", "day"]
"""The lengths that a report is drawn in."""
StoredLength = Literal["minute", "hour", "day", "week"]
"""The lengths that are stored; weeks make the totals of many days cheap to read."""

LENGTHS: tuple[Length, ...] = ("minute", "hour", "day")
STORED_LENGTHS: tuple[StoredLength, ...] = (*LENGTHS, "week")
LARGER: Mapping[Length, StoredLength] = {"minute": "hour", "hour": "day", "day": "week"}
UTC_ZONE = ZoneInfo("UTC")
MINUTE_SECONDS = 60
EVER_SECONDS = 0  # the length under which all time is one window, for levels such as the backlog
EVER_START = datetime(1970, 1, 1, tzinfo=UTC)
MAX_WINDOWS = 2_000  # of one answer: a day of minutes, twelve weeks of hours, five years of days
PLOT_WINDOWS = 190  # more points than this do not show on a page


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From `start` to before `end`, both aware."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """How long it lasts, in seconds."""
        return (self.end - self.start).total_seconds()


@dataclass(frozen=True, slots=True)
class WindowCalendar:
    """The windows of a brand: minutes, its own days from midnight to midnight, their hours, and weeks from Monday on.

    A day has 23 or 25 hours where summer time begins or ends; hours count from midnight, so that a zone of half hours
    has whole ones too. A demo that compresses time makes the minute shorter: sixty make an hour and twenty-four hours a
    day, counted from 1970 in UTC, whatever the zone. All moments that are given out are in UTC.
    """

    minute_seconds: int = MINUTE_SECONDS
    zone: ZoneInfo = UTC_ZONE

    @property
    def is_local(self) -> bool:
        """Whether hours and days follow the zone."""
        return self.minute_seconds == MINUTE_SECONDS

    def seconds(self, length: StoredLength) -> int:
        """How many real seconds a window of this length lasts; one with a change of clocks an hour more or less."""
        return self.minute_seconds * {"minute": 1, "hour": 60, "day": 1440, "week": 10_080}[length]

    def start(self, length: StoredLength, at: datetime) -> datetime:
        """The start of the window that holds a moment."""
        if length == "minute" or not self.is_local:
            return floor(at, self.seconds(length))
        if length == "week":
            return self._midnight(at, days=-at.astimezone(self.zone).weekday())
        midnight = self._midnight(at)
        if length == "day":
            return midnight
        return midnight + timedelta(hours=(at - midnight) // timedelta(hours=1))

    def after(self, length: StoredLength, start: datetime) -> datetime:
        """The start of the window that follows the one with this start."""
        end = start + timedelta(seconds=self.seconds(length))
        if length == "minute" or not self.is_local:
            return end
        if length == "week":
            return self._midnight(start, days=7)
        tomorrow = self._midnight(start, days=1)
        return tomorrow if length == "day" else min(end, tomorrow)

    def _midnight(self, at: datetime, days: int = 0) -> datetime:
        """The first moment of the local day that holds a moment, or of one some days later."""
        day = at.astimezone(self.zone).date() + timedelta(days=days)
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def widen(self, span: TimeSpan, length: Length) -> TimeSpan:
        """The span of the whole windows that a span touches."""
        start, last = self.start(length, span.start), self.start(length, span.end)
        return TimeSpan(start, last if last == span.end else self.after(length, last))

    def starts(self, span: TimeSpan, length: StoredLength) -> list[datetime]:
        """The start of every window in a span that is made of whole windows."""
        starts = []
        start = span.start
        while start < span.end:
            starts.append(start)
            start = self.after(length, start)
        return starts

    def fitting(self, span: TimeSpan) -> Length:
        """The finest length that draws a span with a readable number of points."""
        for length in LENGTHS:
            if span.seconds / self.seconds(length) <= PLOT_WINDOWS:
                return length
        return "day"


def floor(at: datetime, seconds: int) -> datetime:
    """The last multiple of `seconds` since 1970 that is not after a moment; 0 seconds gives 1970 itself."""
    if seconds == EVER_SECONDS:
        return EVER_START
    whole = int(at.timestamp() // seconds) * seconds
    return datetime.fromtimestamp(whole, UTC)
