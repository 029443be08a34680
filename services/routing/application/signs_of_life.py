"""Signs of life: that an employee is there is noted from what they do, at no more than one write a minute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from chassis.clock import Clock
from services.routing.application.ports import BrandAnd, Stores
from services.routing.domain.silence import SIGN_SECONDS

REMEMBERED = 20_000  # employees; forgetting one costs one question to the store, which then writes nothing


class SignsOfLife:
    """Notes signs; the store is asked again when the stored one is `SIGN_SECONDS` old, whichever process wrote it."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._signs = stores.signs
        self._clock = clock
        self._noted: dict[BrandAnd, datetime] = {}

    async def note(self, brand: str, employee: str) -> None:
        """Note that an employee does something now."""
        await self.note_many({(brand, employee): self._clock.now_of(brand)})

    async def note_many(self, signs: Mapping[BrandAnd, datetime]) -> None:
        """Note when employees did something; noting it again changes nothing."""
        news = {each: at for each, at in signs.items() if self._is_news(each, at)}
        if not news:
            return
        known = await self._signs.record(news)
        if len(self._noted) > REMEMBERED:
            self._noted.clear()
        self._noted.update(known)

    def _is_news(self, who: BrandAnd, at: datetime) -> bool:
        noted = self._noted.get(who)
        return noted is None or at - noted >= timedelta(seconds=SIGN_SECONDS)
