"""The growing pause between attempts that fail."""

from __future__ import annotations

import random


class Backoff:
    """Seconds to wait after each failure in a row: doubling to a limit, with jitter so that replicas spread."""

    def __init__(self, first_seconds: float, limit_seconds: float) -> None:
        self._first = first_seconds
        self._limit = limit_seconds
        self._failures = 0

    def reset(self) -> None:
        """Note a success."""
        self._failures = 0

    def next(self, asked_seconds: float | None = None) -> float:
        """Note a failure and return how long to wait; a pause that was asked for is cut to the limit."""
        self._failures += 1
        if asked_seconds is not None:
            return min(asked_seconds, self._limit)
        grown = self._first * 2.0 ** min(self._failures - 1, 20)  # 20 doublings pass every limit
        return min(grown, self._limit) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter is no secret
