"""A short-lived cache for look-ups that are repeated: keys, people, grants, integrations, rules.

Its time, a second unless said otherwise, is the longest a revoked key, a disabled integration or a rule of before
goes on counting in a process that did not hear of the change; the process that did forgets it at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

TTL_SECONDS = 1.0
MOST = 20_000  # entries; more than the callers of one second, so memory stays bounded


class TtlCache(Generic[K, V]):
    """A look-up whose answers, None included, count for a short while."""

    def __init__(
        self,
        ask: Callable[[K], Awaitable[V]],
        seconds: float = TTL_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._seconds = seconds
        self._monotonic = monotonic
        self._answers: dict[K, tuple[float, V]] = {}
        self._under_way: dict[K, asyncio.Task[V]] = {}

    async def get(self, key: K) -> V:
        """The answer, asked anew when the last one is too old; who asks at the same time shares one look-up."""
        cached = self._answers.get(key)
        if cached is not None and self._monotonic() < cached[0]:
            return cached[1]
        asking = self._under_way.get(key)
        if asking is None:
            asking = self._under_way[key] = asyncio.create_task(self._look_up(key))
            asking.add_done_callback(_heard)
        return await asyncio.shield(asking)  # one who goes away leaves it to the others

    async def _look_up(self, key: K) -> V:
        asking, now = asyncio.current_task(), self._monotonic()
        try:
            answer = await self._ask(key)
            if self._under_way.get(key) is asking:  # else it may have read what was so before something was forgotten
                self._keep(key, answer, now)
            return answer
        finally:
            if self._under_way.get(key) is asking:
                del self._under_way[key]

    def _keep(self, key: K, answer: V, now: float) -> None:
        if len(self._answers) >= MOST:
            self._answers = {key: entry for key, entry in self._answers.items() if now < entry[0]}
            if len(self._answers) >= MOST:
                self._answers.clear()
        self._answers[key] = (now + self._seconds, answer)

    def forget(self, key: K) -> None:
        """Ask anew at the next look-up of this key, be one under way or not."""
        self._answers.pop(key, None)
        self._under_way.pop(key, None)

    def forget_all(self) -> None:
        """Ask anew for everything."""
        self._answers.clear()
        self._under_way.clear()


def _heard(asked: asyncio.Task[V]) -> None:
    """Take note of a failure, which nobody hears of when all who waited have gone away."""
    if not asked.cancelled():
        asked.exception()
