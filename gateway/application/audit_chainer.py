"""Chains the audit trail in the background: stored entries are put into the chains of their brands, in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

import structlog
from prometheus_client import Counter, Gauge

from chassis.background import BackgroundTask
from chassis.backoff import Backoff
from chassis.clock import Clock
from chassis.errors import Unavailable, VersionConflict
from chassis.leases import Leases
from chassis.sparing_log import SparingLog
from gateway.domain.audit_entry import TrailEntry
from gateway.persistence.audit_trail import AuditTrail, PositionTaken
from gateway.persistence.audit_unchained import AuditUnchained

log = structlog.get_logger()

LEASE, LEASE_SECONDS = "audit-chaining", 5.0
POLL_SECONDS = 0.5  # between looks; with the chaining itself an entry is in the chain within a second
BATCH = 500  # entries in a look, over all brands; those of one brand are one transaction

CHAINED = Counter("muster_audit_rows_chained", "Rows put into the chains of audit trails.")
OLDEST = Gauge("muster_audit_unchained_seconds", "Age of the oldest entry of an audit trail that is not chained yet.")


class AuditChainer:
    """Chains from one process at a time by a lease; the chain's head keeps two that meet from chaining twice."""

    def __init__(self, unchained: AuditUnchained, trail: AuditTrail, leases: Leases, clock: Clock) -> None:
        self._unchained = unchained
        self._trail = trail
        self._leases = leases
        self._clock = clock
        self._held_up = SparingLog("audit_chaining_held_up")
        self._oldest: datetime | None = None
        self._task = BackgroundTask(self._run, "audit-chainer")

    async def start(self) -> None:
        """Begin in the background."""
        OLDEST.set_function(self.oldest_seconds)
        self._task.start()

    async def stop(self) -> None:
        """End after the transaction at hand, and let another process chain."""
        if await self._task.stop():
            with contextlib.suppress(Unavailable):
                await self._leases.release(LEASE)

    def oldest_seconds(self) -> float:
        """The age of the oldest unchained entry as of the last look; it grows for as long as none is chained."""
        return 0.0 if self._oldest is None else max(0.0, (self._clock.now() - self._oldest).total_seconds())

    async def _run(self) -> None:
        backoff = Backoff(POLL_SECONDS, 10 * POLL_SECONDS)
        while True:
            try:
                self._oldest = await self._unchained.oldest_at()
                if self._oldest is not None and await self._leases.acquire(LEASE, LEASE_SECONDS) is not None:
                    await self.turn()
                    self._oldest = await self._unchained.oldest_at()
            except Unavailable as error:
                log.warning("audit_chaining_waits", dependency=error.what)
                await asyncio.sleep(backoff.next())
                continue
            except Exception as failure:  # a bug must not end the chaining; what waits is stored
                log.error("audit_chaining_failed", error=type(failure).__name__)
                await asyncio.sleep(backoff.next())
                continue
            backoff.reset()
            await asyncio.sleep(POLL_SECONDS)

    async def turn(self) -> int:
        """Chain what there is, a brand after another; returns how many rows that made.

        A brand whose chain takes nothing is left for the next turn and holds up no other.
        """
        total, held_up = 0, set[str]()
        while True:
            found = await self._unchained.oldest(BATCH, held_up)
            for brand, entries in _by_brand(found):
                try:
                    chained = await self._trail.chain(brand, entries)
                except (PositionTaken, VersionConflict) as reason:
                    held_up.add(brand)
                    self._held_up.warning(brand=brand, reason=type(reason).__name__)
                else:
                    CHAINED.inc(chained)
                    total += chained
            if len(found) < BATCH or await self._leases.acquire(LEASE, LEASE_SECONDS) is None:
                return total


def _by_brand(entries: list[TrailEntry]) -> Iterator[tuple[str, list[TrailEntry]]]:
    """The entries of each brand, in their order."""
    for brand, group in groupby(sorted(entries, key=lambda each: each.brand), lambda each: each.brand):
        yield brand, list(group)
