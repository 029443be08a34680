"""Where numbers are rebuilt: the store, the log, and what the directory says of the brand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chassis.clock import Clock
from chassis.messaging import Scanner
from chassis.messaging.headers import TYPE, text
from chassis.mongo import Mongo
from chassis.offsets import Offsets
from contracts.directory import BrandChanged
from deploy.keeping.installation import Installation
from deploy.keeping.log_parts import DIRECTORY, records_of, scanning
from deploy.keeping.restore import RESTORES
from deploy.stack.errors import StackError
from services.analytics.application.brand_settings import BrandSettings
from services.analytics.domain.generations import ALWAYS
from services.analytics.domain.windows import STORED_LENGTHS, WindowCalendar
from services.analytics.settings import AnalyticsSettings
from services.analytics.wiring import NAME, TOPICS

READ = frozenset(topic.name for topic in TOPICS)
SPARE = timedelta(minutes=10)  # windows that expire meanwhile are not compared


@dataclass(frozen=True, slots=True)
class Place:
    """Where numbers are rebuilt, and what of; `answers_end` is how long the old ones are kept after the switch."""

    mongo: Mongo
    scanner: Scanner
    brand: str
    settings: AnalyticsSettings
    calendar: WindowCalendar
    clock: Clock
    restored: bool
    answers_end: timedelta

    @property
    def offsets(self) -> Offsets:
        """Where the running service stands."""
        return Offsets(self.mongo, NAME, fenced=True)

    def kept_since(self) -> Mapping[int, datetime]:
        """The lengths of windows in seconds, each with the start of the oldest that is kept."""
        retention, now = self.settings.retention(), self.clock.now()
        keep = {"minute": retention.minutes, "hour": retention.hours}
        return {
            self.calendar.seconds(each): now - keep[each] + SPARE if each in keep else ALWAYS for each in STORED_LENGTHS
        }


@asynccontextmanager
async def opened(
    at: Installation, settings: AnalyticsSettings, clock: Clock, brand: str, answers_end: timedelta
) -> AsyncIterator[Place]:
    """Give the place of a brand's numbers; raises StackError where there is no such brand."""
    calendar = replace(settings.calendar(), zone=(await _directory(at, brand)).zone_of(brand))
    restored = await _was_restored(at, brand)
    mongo = await Mongo.connect(at.mongo, at.database(NAME))
    try:
        async with scanning(at, *sorted(READ)) as scanner:
            yield Place(mongo, scanner, brand, settings, calendar, clock, restored, answers_end)
    finally:
        await mongo.close()


async def _directory(at: Installation, brand: str) -> BrandSettings:
    brands = BrandSettings()
    known = False
    async for record in records_of(at, DIRECTORY, {}, brand):
        if record["value"] is not None and text(record["headers"], TYPE) == BrandChanged.type:
            await brands.take([BrandChanged.model_validate_json(record["value"])])
            known = True
    if not known:
        raise StackError(f"There is no brand {brand} here.")
    return brands


async def _was_restored(at: Installation, brand: str) -> bool:
    """Whether a backup with the brand was restored here: what was counted before it is in another log."""
    gateway = await Mongo.connect(at.mongo, at.database("gateway"))
    try:
        return await gateway.work_collection(RESTORES).find_one({"brand": {"$in": [None, brand]}}) is not None
    finally:
        await gateway.close()
