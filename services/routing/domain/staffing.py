"""Figures of the work force: mean handling time as a running mean, and the time to drain a queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WEIGHT = 0.05  # of one handled task in the running mean: about the last forty tasks count


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who could work and what waits, at one moment."""

    online: int
    seats: int
    seats_busy: int
    waiting: int
    oldest_wait_seconds: float
    mean_handle_seconds: float | None


def running_mean(mean: float | None, handled_seconds: Sequence[float]) -> float | None:
    """Take newly handled tasks into the exponentially weighted mean; the first one starts it."""
    for seconds in handled_seconds:
        mean = seconds if mean is None else mean + WEIGHT * (seconds - mean)
    return mean


def time_to_drain(waiting: int, seats: int, mean_handle_seconds: float | None) -> float | None:
    """Seconds until nothing waits if nothing new came: waiting tasks shared by all open seats.

    None when nobody could drain it, or nobody knows yet how long a task takes.
    """
    if waiting == 0:
        return 0.0
    if seats == 0 or mean_handle_seconds is None:
        return None
    return waiting * mean_handle_seconds / seats
