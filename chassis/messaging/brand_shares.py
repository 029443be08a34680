"""Whose records a group handles: how much the busiest brands take of each minute, or of ten seconds of a flood.

There may be any number of brands, so none is a label: the gauge says how large the largest shares are, and the log
names a brand that takes more than half.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

import structlog
from prometheus_client import Gauge

log = structlog.get_logger(__name__)

WINDOW_SECONDS = 60.0
FLOOD_SECONDS = 10.0  # a window that holds so many by then as are worth naming a brand ends there
RANKS = 5
MOST_BRANDS = 1_000  # counted at once; beyond them the rarest are forgotten
MUCH = 0.5  # of a window's records; a brand that takes more is named
WORTH_NAMING = 600  # records in a window: ten a second at least; below it nobody waits

SHARE = Gauge(
    "muster_consumer_brand_share",
    "Share of the last minute's records, or of ten seconds of a flood, of the brand of this rank; 1 is the busiest.",
    ("service", "group", "rank"),
)


class BrandShares:
    """The shares of one consumer. The gauge shows the last whole window, and 0 when there was none lately."""

    def __init__(self, service: str, group: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._group = group
        self._monotonic = monotonic
        self._counts: Counter[str] = Counter()
        self._records = 0
        self._began = monotonic()
        self._shares: tuple[float, ...] = ()
        self._shown_until = 0.0
        self._named: tuple[str, float] = ("", 0.0)  # whom, and until when that needs not be said again
        for rank in range(1, RANKS + 1):
            SHARE.labels(service, group, str(rank)).set_function(partial(self.share, rank))

    def note(self, brands: Iterable[str]) -> None:
        """Count the records of a batch by their brands."""
        now = self._monotonic()
        enough = FLOOD_SECONDS if self._records >= WORTH_NAMING else WINDOW_SECONDS
        if now - self._began >= enough:
            self._turn(now)
        before = self._counts.total()
        self._counts.update(brands)
        self._records += self._counts.total() - before
        if len(self._counts) > MOST_BRANDS:
            self._counts = Counter(dict(self._counts.most_common(MOST_BRANDS // 2)))

    def share(self, rank: int) -> float:
        """The share of the brand of this rank, from 0 to 1; rank 1 is the busiest."""
        if self._monotonic() > self._shown_until or rank > len(self._shares):
            return 0.0
        return self._shares[rank - 1]

    def _turn(self, now: float) -> None:
        """Show the window that has ended, and begin the next."""
        most = self._counts.most_common(RANKS)
        self._shares = tuple(count / self._records for _, count in most)
        self._shown_until = now + 2 * WINDOW_SECONDS
        if most and self._records >= WORTH_NAMING and most[0][1] > MUCH * self._records:
            self._name(*most[0], now)
        self._counts.clear()
        self._records = 0
        self._began = now

    def _name(self, brand: str, count: int, now: float) -> None:
        """Say who took most, once a minute for as long as it is the same."""
        named, until = self._named
        if brand == named and now < until:
            return
        self._named = (brand, now + WINDOW_SECONDS)
        share = round(count / self._records, 2)
        rate = round(count / (now - self._began), 1)
        log.warning("brand_takes_most", group=self._group, brand=brand, records=count, share=share, per_second=rate)
