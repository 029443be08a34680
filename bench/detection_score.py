"""Scores of the Numenta Anomaly Benchmark for alerts on its streams, in its three profiles.

Each labelled window counts once, by its first alert: the earlier in the window, the more. A missed window costs, and so
does each alert outside windows: little right behind one, all of it far away. 0 is a detector that says nothing, 100 one
that alerts at the beginning of every window and nowhere else. Alerts in the first part of a stream are not counted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

UNCOUNTED_SHARE, UNCOUNTED_MOST = 0.15, 750  # rows at the beginning of a stream


@dataclass(frozen=True, slots=True)
class Profile:
    """What a false alert costs, and a missed window, where a window found at once brings 1."""

    false: float
    missed: float


PROFILES: Mapping[str, Profile] = {
    "standard": Profile(0.11, 1.0),
    "few false": Profile(0.22, 1.0),
    "few missed": Profile(0.11, 2.0),
}


@dataclass(frozen=True, slots=True)
class Scored:
    """Rows of one stream: how many, which alerted, and the first and last of each window."""

    rows: int
    alerts: Sequence[int]
    windows: Sequence[tuple[int, int]]


def _sigmoid(place: float) -> float:
    """From nearly 1 a window's length before its end (-1) over 0 at its end to nearly -1 a length behind it."""
    return 2.0 / (1.0 + math.exp(5.0 * place)) - 1.0


def score(streams: Sequence[Scored], profile: Profile) -> float:
    """The score of all streams together, from 0 to 100; below 0 for what is worse than silence."""
    windows = sum(len(stream.windows) for stream in streams)
    reached = sum(_raw(stream, profile) for stream in streams)
    silent = -windows * profile.missed
    return 100.0 * (reached - silent) / (windows - silent)


def _raw(stream: Scored, profile: Profile) -> float:
    counted = [row for row in stream.alerts if row >= min(UNCOUNTED_SHARE * stream.rows, UNCOUNTED_MOST)]
    total = 0.0
    for first, last in stream.windows:
        inside = [row for row in counted if first <= row <= last]
        if inside:
            total += _sigmoid(-(last - inside[0] + 1) / (last - first + 1)) / _sigmoid(-1.0)
        else:
            total -= profile.missed
    for row in counted:
        if not any(first <= row <= last for first, last in stream.windows):
            before = [(first, last) for first, last in stream.windows if last < row]
            place = (row - before[-1][1]) / max(1, before[-1][1] - before[-1][0]) if before else math.inf
            total += profile.false * (_sigmoid(place) if place < 100.0 else -1.0)
    return total
