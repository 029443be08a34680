"""The rarest of a task's tokens among free seats: the one to enter the index by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from chassis.clock import Clock
from services.routing.application.ports import Seats
from services.routing.domain import tokens

COUNTED = 64  # seats counted at most: beyond this a token is common, and how common does not matter
KEPT_SECONDS = 2.0  # how long a count serves
KEPT = 10_000  # counts held, over all brands


class Rarity:
    """Counts of free seats by token, cached for a moment; none of them is trusted when it says zero."""

    def __init__(self, seats: Seats, clock: Clock) -> None:
        """Count through the index."""
        self._seats = seats
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[datetime, int]] = {}

    async def order(self, brand: str, asked: Sequence[str]) -> list[str] | None:
        """The tokens, rarest first; None when no free seat carries one of them."""
        counts: dict[str, int] = {}
        for token in sorted(asked, key=tokens.rarity):
            counts[token] = await self._count(brand, token)
            if counts[token] == 0:
                return None
        return sorted(asked, key=lambda token: (counts[token], tokens.rarity(token)))

    async def _count(self, brand: str, token: str) -> int:
        now = self._clock.now()
        kept = self._kept.get((brand, token))
        if kept is not None and kept[0] > now and kept[1] > 0:
            return kept[1]
        if len(self._kept) >= KEPT:
            self._kept.clear()
        count = await self._seats.count_free_with(brand, token, COUNTED)
        self._kept[brand, token] = (now + timedelta(seconds=KEPT_SECONDS), count)
        return count
