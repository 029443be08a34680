"""The one place where analytics is put together; tests and production share it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from chassis.clock import Clock, SystemClock
from chassis.errors import Unavailable
from chassis.health import Health
from chassis.messaging.compacted import CompactedReader
from chassis.messaging.consumer import BatchConsumer, ConsumerSettings
from chassis.messaging.log import EventLog
from chassis.messaging.ports import Healthy
from chassis.mongo import Mongo
from contracts.topics import GATEWAY_DIRECTORY, READERS, all_topics
from services.analytics.application.brand_names import BrandNames
from services.analytics.application.counting import CountEvents
from services.analytics.application.overview import Reporter
from services.analytics.application.queries import Parts
from services.analytics.application.series import Questions
from services.analytics.persistence.reading import MongoNumbered
from services.analytics.persistence.unit_of_work import MongoLedger, indexes
from services.analytics.settings import AnalyticsSettings

GROUP = "analytics"


def counting(mongo: Mongo, settings: AnalyticsSettings, clock: Clock, stripe: int) -> CountEvents:
    """The writing side over a database; `stripe` is this process's own set of window documents."""
    calendar = settings.calendar()
    ledger = MongoLedger(mongo, clock, calendar, settings.retention(), group=GROUP, stripe=stripe)
    return CountEvents(ledger, calendar, settings.attribution_window())


def reading(mongo: Mongo, settings: AnalyticsSettings, clock: Clock, names: BrandNames) -> Parts:
    """The reading side over a database."""
    calendar = settings.calendar()
    numbered = MongoNumbered(mongo, calendar)
    return Parts(
        clock=clock,
        calendar=calendar,
        numbered=numbered,
        questions=Questions(numbered, calendar),
        reporter=Reporter(numbered, calendar, settings.attribution_days),
        names=names,
        attribution_days=settings.attribution_days,
    )


@asynccontextmanager
async def wire(
    settings: AnalyticsSettings, mongo_url: str, database: str, log: EventLog, health: Health, stripe: int
) -> AsyncIterator[Parts]:
    """Build everything, start it, and stop it in reverse."""
    clock, names = SystemClock(), BrandNames()
    async with AsyncExitStack() as running:
        mongo = await Mongo.connect(mongo_url, database)
        running.push_async_callback(mongo.close)
        await mongo.ensure_indexes(indexes(settings.retention()))
        await log.ensure_topics(all_topics(), create=False)
        publisher = log.publisher()
        consumer = BatchConsumer(
            log,
            publisher,
            group=GROUP,
            topics=READERS[GROUP],
            handler=counting(mongo, settings, clock, stripe),
            settings=ConsumerSettings(max_records=settings.consumer_records),
        )
        directory = CompactedReader(log, GATEWAY_DIRECTORY.name, names)
        for part in (publisher, directory, consumer):
            await part.start()
            running.push_async_callback(part.stop)
        health.add("mongodb", mongo.ping)
        health.add("consumer", Ready(consumer))
        health.started()
        yield reading(mongo, settings, clock, names)


class Ready:
    """A part's readiness as a health check."""

    def __init__(self, part: Healthy) -> None:
        """Ask `part`."""
        self._part = part

    async def __call__(self) -> None:
        """Raise Unavailable while the part cannot work."""
        if not self._part.ready:
            raise Unavailable("kafka")
