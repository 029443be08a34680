"""What the edge counted per integration, added up in memory and written once a second, so that no request waits for it.

A killed process loses at most that second of counts; accepted events themselves are counted from the log by others.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import structlog

from chassis.background import BackgroundTask
from chassis.clock import Clock
from chassis.errors import Unavailable
from gateway.domain.edge_error import KEPT, EdgeError
from gateway.persistence.base import StoreContext

log = structlog.get_logger()

FLUSH_SECONDS = 1.0
REFUSALS = frozenset({"rejected", "signature_missing", "signature_wrong", "signature_stale", "throttled"})


class Stats:
    """Counts by brand, integration and what happened."""

    def __init__(self, context: StoreContext) -> None:
        self._stats = context.collection("stats")
        self._clock: Clock = context.clock
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._last: dict[tuple[str, str, str], datetime] = {}
        self._errors: dict[tuple[str, str], deque[EdgeError]] = {}
        self._writing = asyncio.Lock()  # held from taking the counts out of memory until they are stored
        self._task = BackgroundTask(self._run, "gateway-stats")

    def count(self, brand: str, integration: str, what: str, times: int = 1) -> None:
        """Add to a count; `what` is a field of IntegrationStats."""
        if times <= 0:
            return
        self._counts[brand, integration, what] += times
        if what == "accepted":
            self._last[brand, integration, "last_accepted_at"] = self._clock.now_of(brand)
        elif what in REFUSALS:
            self._last[brand, integration, "last_refused_at"] = self._clock.now_of(brand)

    def note(self, brand: str, integration: str, errors: Iterable[EdgeError]) -> None:
        """Keep the newest errors of an integration."""
        for error in errors:
            self._errors.setdefault((brand, integration), deque(maxlen=KEPT)).append(error)

    async def set_late(self, brand: str, integration: str, since: datetime | None) -> None:
        """Store since when an integration is late."""
        change = {"$set": {"integration": integration, "late_since": since}}
        await self._stats.write([self._stats.update(brand, integration, change, upsert=True)])

    async def start(self) -> None:
        """Begin to write what was counted."""
        self._task.start()

    async def stop(self) -> None:
        """Write what is left and end."""
        await self._task.stop()
        with contextlib.suppress(Unavailable):
            await self.flush()

    async def flush(self) -> None:
        """Write what was counted since the last time; what cannot be written stays for the next."""
        async with self._writing:
            await self._flush()

    async def _flush(self) -> None:
        counts, last, errors = self._counts, self._last, self._errors
        self._counts, self._last, self._errors = Counter(), {}, {}
        if not counts and not errors:
            return
        changes: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        for (brand, integration, what), times in counts.items():
            changes.setdefault((brand, integration), _change())["$inc"][what] = times
        for (brand, integration, what), at in last.items():
            changes.setdefault((brand, integration), _change())["$max"][what] = at
        for named, newest in errors.items():
            pushed = {"$each": [asdict(error) for error in newest], "$slice": -KEPT}
            changes.setdefault(named, _change())["$push"]["errors"] = pushed
        writes = [
            self._stats.update(
                brand,
                integration,
                {"$set": {"integration": integration}} | {name: of for name, of in change.items() if of},
                upsert=True,
            )
            for (brand, integration), change in changes.items()
        ]
        try:
            await self._stats.write(writes)
        except Unavailable:
            self._counts.update(counts)
            self._last = last | self._last
            for (brand, integration), newest in errors.items():
                later = self._errors.pop((brand, integration), ())
                self.note(brand, integration, (*newest, *later))
            raise

    async def of(self, brand: str, integration: str) -> dict[str, Any]:
        """The counts of one integration, those not yet written included: each is in memory or stored, never between."""
        async with self._writing:
            counts = dict(await self._stats.get(brand, integration) or {})
        for (of_brand, of_integration, what), times in self._counts.items():
            if (of_brand, of_integration) == (brand, integration):
                counts[what] = counts.get(what, 0) + times
        for (of_brand, of_integration, what), at in self._last.items():
            if (of_brand, of_integration) == (brand, integration):
                counts[what] = at
        stored = [EdgeError(**error) for error in counts.get("errors", ())]
        counts["errors"] = [*stored, *self._errors.get((brand, integration), ())][-KEPT:]
        return counts

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush()
            except Unavailable as error:
                log.warning("stats_wait", dependency=error.what)


def _change() -> dict[str, dict[str, Any]]:
    return {"$inc": {}, "$max": {}, "$push": {}}
