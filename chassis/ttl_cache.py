"""A short-lived cache for look-ups that are repeated: keys, people, grants, integrations, rules.

Its time, a second unless said otherwise, is the longest a revoked key, a disabled integration or a rule of before
goes on counting in a process that did not hear of the change; the process that did forgets it at once.
"""

from __future__ import annotations

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
        self._forgotten = 0  # times; a look-up under way meanwhile may have read what was so before

    async def get(self, key: K) -> V:
        """The answer, asked anew when the last one is too old."""
        cached = self._answers.get(key)
        now = self._monotonic()
        if cached is not None and now < cached[0]:
            return cached[1]
        forgotten = self._forgotten
        answer = await self._ask(key)
        if forgotten != self._forgotten:
            return answer
        if len(self._answers) >= MOST:
            self._answers = {key: entry for key, entry in self._answers.items() if now < entry[0]}
            if len(self._answers) >= MOST:
                self._answers.clear()
        self._answers[key] = (now + self._seconds, answer)
        return answer

    def forget(self, key: K) -> None:
        """Ask anew at the next look-up of this key."""
        self._forgotten += 1
        self._answers.pop(key, None)

    def forget_all(self) -> None:
        """Ask anew for everything."""
        self._forgotten += 1
        self._answers.clear()
