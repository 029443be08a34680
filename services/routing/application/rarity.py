"""The rarest of a task's tokens among free seats: the one to enter the index by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from chassis.clock import Clock
from services.routing.application.ports import Seats
from services.routing.domain import tokens

COUNTED = 64  # seats counted at most: beyond this a token is common, and how common does not matter
CACHE_SECONDS = 2.0  # how long a count serves
CACHE_SIZE = 10_000  # counts held, over all brands


class Rarity:
    """Counts of free seats by token, cached for a moment; none of them is trusted when it says zero."""

    def __init__(self, seats: Seats, clock: Clock) -> None:
        """Count through the index."""
        self._seats = seats
        self._clock = clock
        self._cache: dict[tuple[str, str], tuple[datetime, int]] = {}

    async def order(self, brand: str, required: Sequence[str]) -> list[str] | None:
        """The tokens, rarest first; None when no free seat carries one of them."""
        counts: dict[str, int] = {}
        for token in sorted(required, key=tokens.rarity):
            counts[token] = await self._count(brand, token)
            if counts[token] == 0:
                return None
        return sorted(required, key=lambda token: (counts[token], tokens.rarity(token)))

    async def _count(self, brand: str, token: str) -> int:
        now = self._clock.now()
        cached = self._cache.get((brand, token))
        if cached is not None and cached[0] > now and cached[1] > 0:
            return cached[1]
        if len(self._cache) >= CACHE_SIZE:
            self._cache.clear()
        count = await self._seats.count_free_with(brand, token, COUNTED)
        self._cache[brand, token] = (now + timedelta(seconds=CACHE_SECONDS), count)
        return count
