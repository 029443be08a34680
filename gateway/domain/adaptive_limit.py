"""How many requests may be under way at once: more while answers come as soon as ever, fewer when they do not.

After Netflix's concurrency-limits (Gradient2: the present against a long-term latency, room of the limit's root) and
Envoy's gradient controller (judged by window). Each operation is compared with its own floor, so that a change in what
is asked for is not taken for a change in how fast it is answered.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

WINDOW_SECONDS = 1.0
WINDOW_ANSWERS = 10  # fewer say little; the window goes on
TOLERATED = 2.0  # times the floor
SLACK_SECONDS = 0.05  # besides: a pause of this length is felt by nobody, and happens on an idle machine
FALLS, RISES = 0.1, 0.001  # of a floor in a window: it follows what is faster in ten, and doubles in twelve minutes
LOWEST_FACTOR = 0.5  # in one window
FAILED_SHARE, FAILED_FACTOR = 0.1, 0.8  # one service away among many is no overload of all
FIRST_LIMIT = 200


@dataclass(slots=True)
class _Answers:
    """The answers of one operation in a window."""

    count: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class _Window:
    """What was seen since `began`, in seconds of the caller's clock."""

    began: float
    answered: dict[str, _Answers] = field(default_factory=dict)
    count: int = 0
    failed: int = 0
    busiest: int = 0


class AdaptiveLimit:
    """The limit on requests under way, of one process.

    Args:
        lowest: It never falls below; enough for the house to work with.
        highest: It never grows above.
        now: Seconds of a clock that only grows, as in every later call.
    """

    def __init__(self, lowest: int, highest: int, now: float) -> None:
        self._lowest, self._highest = lowest, highest
        self._limit = float(min(highest, max(lowest, FIRST_LIMIT)))
        self._floors: dict[str, float] = {}
        self._window = _Window(now)

    @property
    def places(self) -> int:
        """How many requests may be under way now."""
        return int(self._limit)

    @property
    def floors(self) -> Mapping[str, float]:
        """By operation the seconds in which it answers when nothing is in its way."""
        return self._floors

    def busy(self, under_way: int) -> None:
        """Note how many are under way, or would be with one that was refused."""
        self._window.busiest = max(self._window.busiest, under_way)

    def answered(self, operation: str, seconds: float, now: float) -> None:
        """Note an answer that did what was asked, and how long it took."""
        self._window.count += 1
        answers = self._window.answered.setdefault(operation, _Answers())
        answers.count += 1
        answers.seconds += seconds
        self._judge(now)

    def failed(self, now: float) -> None:
        """Note a request that a part refused as unavailable, or did not answer in time."""
        self._window.count += 1
        self._window.failed += 1
        self._judge(now)

    def _judge(self, now: float) -> None:
        """Move the limit at the end of a window."""
        window = self._window
        if now - window.began < WINDOW_SECONDS or window.count < WINDOW_ANSWERS:
            return
        slowness = self._slowness(window)
        factor = min(1.0, 1.0 / slowness) if slowness else 1.0
        if window.failed >= FAILED_SHARE * window.count:
            factor = min(factor, FAILED_FACTOR)
        if factor < 1.0:
            self._limit *= max(LOWEST_FACTOR, factor)
        elif window.busiest >= self._limit / 2:  # what is not used says nothing of what could be
            self._limit += math.sqrt(self._limit)
        self._limit = min(self._highest, max(self._lowest, self._limit))
        self._learn(window, may_rise=window.busiest < self._limit / 2 or self._limit == self._lowest)
        self._window = _Window(now)

    def _slowness(self, window: _Window) -> float | None:
        """How slow the answers were, 1 being what is just tolerated; None where there is nothing to compare with."""
        known = [(each, self._floors[name]) for name, each in window.answered.items() if name in self._floors]
        count = sum(each.count for each, _ in known)
        if not count:
            return None
        return sum(each.seconds / (TOLERATED * floor + SLACK_SECONDS) for each, floor in known) / count

    def _learn(self, window: _Window, *, may_rise: bool) -> None:
        """Move the floors towards what was seen: down soon, up slowly and only where not we made the requests wait.

        That is a house half empty, or with as few places as it can have.
        """
        for name, each in window.answered.items():
            mean = each.seconds / each.count
            floor = self._floors.setdefault(name, mean)
            if mean < floor:
                self._floors[name] = floor + FALLS * (mean - floor)
            elif may_rise:
                self._floors[name] = min(mean, floor * (1 + RISES))
