"""Windows of time: which minute, hour and day a moment belongs to, and which length suits a span."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

Length = Literal["minute", "hour", "day"]

LENGTHS: tuple[Length, ...] = ("minute", "hour", "day")
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
    """The lengths of the windows. A demo that compresses time makes the minute shorter; hour and day follow it.

    Windows are counted from 1970 in UTC: sixty minutes make an hour, twenty-four hours a day, whatever a minute lasts.
    """

    minute_seconds: int = 60

    def seconds(self, length: Length) -> int:
        """How many real seconds a window of this length lasts."""
        return self.minute_seconds * {"minute": 1, "hour": 60, "day": 1440}[length]

    def start(self, length: Length, at: datetime) -> datetime:
        """The start of the window that holds a moment."""
        return floor(at, self.seconds(length))

    def widen(self, span: TimeSpan, length: Length) -> TimeSpan:
        """The span of the whole windows that a span touches."""
        seconds = self.seconds(length)
        start, last = floor(span.start, seconds), floor(span.end, seconds)
        return TimeSpan(start, last if last == span.end else last + timedelta(seconds=seconds))

    def starts(self, span: TimeSpan, length: Length) -> list[datetime]:
        """The start of every window in a span that is made of whole windows."""
        seconds = self.seconds(length)
        return [span.start + timedelta(seconds=seconds * i) for i in range(int(span.seconds // seconds))]

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
