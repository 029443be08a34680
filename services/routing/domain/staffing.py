"""Figures of the work force: mean handling time as a running mean, and the time to drain a queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

WEIGHT = 0.05  # of one handled task in the running mean: about the last forty tasks count
ASSUMED_HANDLE_SECONDS = 600.0  # before the first task was handled: more than a chat takes, less than a case
LONGEST_DRAIN_SECONDS = 604_800.0  # a week: longer than any threshold an operator sets

NoDrainTime = Literal["nobody_online", "no_handling_time_yet"]


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who could work and what waits, at one moment."""

    online: int
    seats: int
    seats_busy: int
    waiting: int
    oldest_wait_seconds: float
    mean_handle_seconds: float | None

    @property
    def drain(self) -> DrainTime:
        """How long it takes until nothing waits."""
        return time_to_drain(self.waiting, self.seats, self.mean_handle_seconds)


def running_mean(mean: float | None, handled_seconds: Sequence[float]) -> float | None:
    """Take newly handled tasks into the exponentially weighted mean; the first one starts it."""
    for seconds in handled_seconds:
        mean = seconds if mean is None else mean + WEIGHT * (seconds - mean)
    return mean


@dataclass(frozen=True, slots=True)
class DrainTime:
    """Seconds until nothing waits, or None with the reason why nobody can tell."""

    seconds: float | None
    reason: NoDrainTime | None = None


def time_to_drain(waiting: int, seats: int, mean_handle_seconds: float | None) -> DrainTime:
    """The time until nothing waits if nothing new came: waiting tasks shared by all open seats."""
    if waiting == 0:
        return DrainTime(0.0)
    if seats == 0:
        return DrainTime(None, "nobody_online")
    if mean_handle_seconds is None:
        return DrainTime(None, "no_handling_time_yet")
    return DrainTime(waiting * mean_handle_seconds / seats)


def drain_for_alert(waiting: int, seats: int, mean_handle_seconds: float | None) -> float:
    """The time to drain as a number always, in seconds, for an alert with a threshold.

    What nobody works on takes a week, so that every threshold is passed; before the first task was handled one is
    taken to need `ASSUMED_HANDLE_SECONDS`. A week is also the most it says.
    """
    if waiting and not seats:
        return LONGEST_DRAIN_SECONDS
    drain = time_to_drain(waiting, seats, mean_handle_seconds or ASSUMED_HANDLE_SECONDS).seconds or 0.0
    return min(drain, LONGEST_DRAIN_SECONDS)
