"""Watches what MongoDB and Kafka stand on: their replicas, the disk, and how long their certificates hold."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import structlog
from prometheus_client import Gauge

from chassis.background import BackgroundTask
from chassis.certificates import UnusableFile, end_of_certificate, store_doors
from chassis.errors import Unavailable
from chassis.messaging import EventLog, LogError
from chassis.mongo import Mongo
from chassis.settings import CommonSettings
from contracts.topic import Topic

log = structlog.get_logger(__name__)

PERIOD_SECONDS = 30.0
CERTIFICATES_SECONDS = 6 * 3600.0

DISK = Gauge("muster_mongo_disk_used_ratio", "Used part of the disk under MongoDB's primary, 0 to 1; 0 if unknown.")
LAG = Gauge("muster_mongo_replication_lag_seconds", "How far the furthest secondary of MongoDB is behind its primary.")
AWAY = Gauge("muster_mongo_members_away", "Members of MongoDB's replica set that do not answer.")
MISSING = Gauge(
    "muster_kafka_partitions_under_replicated", "Partitions of our topics that a replica lacks, or is behind with."
)
ENDS = Gauge("muster_certificate_end_seconds", "When the first certificate of a store ends, since 1970 UTC.", ("part",))


class StoresWatch:
    """Sets the gauges. What cannot be asked keeps its last figure: that a store is away is said elsewhere."""

    def __init__(self, mongo: Mongo, event_log: EventLog, topics: Sequence[Topic], common: CommonSettings) -> None:
        """`topics` are those whose replicas are looked at."""
        self._mongo = mongo
        self._log = event_log
        self._topics = topics
        self._common = common
        self._shaken_at = float("-inf")
        self._task = BackgroundTask(self._run, "stores-watch")

    async def start(self) -> None:
        """Begin to look."""
        self._task.start()

    async def stop(self) -> None:
        """End."""
        await self._task.stop()

    async def _run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(PERIOD_SECONDS)

    async def look(self) -> None:
        """Look once at everything that is due."""
        replication = self._mongo.replication()
        LAG.set(replication.lag_seconds)
        AWAY.set(replication.away)
        try:
            DISK.set(await self._mongo.disk_used() or 0.0)
            MISSING.set(await self._log.under_replicated(self._topics))
        except (Unavailable, LogError):
            return
        if time.monotonic() - self._shaken_at > CERTIFICATES_SECONDS:
            self._shaken_at = time.monotonic()
            await asyncio.to_thread(self._shake_hands)

    def _shake_hands(self) -> None:
        ends: dict[str, float] = {}
        try:
            for door in store_doors(self._common.kafka, self._common.mongo):
                try:
                    end = end_of_certificate(door.host, door.port, door.context)
                except OSError as failure:
                    log.warning("certificate_not_seen", part=door.part, error=type(failure).__name__)
                    continue
                ends[door.part] = min(end, ends.get(door.part, end))
        except UnusableFile as failure:
            log.warning("certificate_not_seen", error=str(failure))
        for part, end in ends.items():
            ENDS.labels(part).set(end)
