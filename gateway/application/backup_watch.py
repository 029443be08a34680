"""Shows in a metric how old the newest whole backup is, so that one that fails or is forgotten is noticed."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Protocol

import structlog
from prometheus_client import Gauge

from chassis.background import BackgroundTask
from chassis.clock import Clock
from chassis.errors import Unavailable
from gateway.persistence.backups import Backups
from gateway.persistence.base import StoreContext

log = structlog.get_logger()

POLL_SECONDS = 60.0  # a backup is taken once a day

AGE = Gauge("muster_backup_age_seconds", "Age of the newest backup of all brands; 0 where none was ever taken.")


class BackupsTaken(Protocol):
    """Where it stands when a backup was taken."""

    async def taken_at(self) -> datetime | None:
        """The moment of the newest whole backup, None where there never was one; raises Unavailable."""


class BackupWatch:
    """Looks once a minute; where MongoDB does not answer, what was seen last goes on to age."""

    def __init__(self, backups: BackupsTaken, clock: Clock) -> None:
        self._backups = backups
        self._clock = clock
        self._taken_at: datetime | None = None
        self._task = BackgroundTask(self._run, "backup-watch")

    async def start(self) -> None:
        """Begin in the background."""
        AGE.set_function(self.age_seconds)
        self._task.start()

    async def stop(self) -> None:
        """End at once."""
        await self._task.stop()

    def age_seconds(self) -> float:
        """How old the newest backup is; 0 where none was ever taken, or nothing was seen yet."""
        return 0.0 if self._taken_at is None else max(0.0, (self._clock.now() - self._taken_at).total_seconds())

    async def look(self) -> None:
        """See when the newest was taken."""
        try:
            self._taken_at = await self._backups.taken_at()
        except Unavailable:
            return  # what asks MongoDB for work says so already

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except Exception as failure:  # a bug must not end the looking
                log.error("backup_look_failed", error=type(failure).__name__)
            await asyncio.sleep(POLL_SECONDS)


def backup_watch(context: StoreContext) -> BackupWatch:
    """The watch over the gateway's database."""
    return BackupWatch(Backups(context.mongo), context.clock)
