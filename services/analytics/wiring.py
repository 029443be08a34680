"""The wiring of analytics: its needs and its parts, shared by tests and production."""

from __future__ import annotations

import secrets
from zoneinfo import ZoneInfo

from chassis.clock import Clock
from chassis.messaging.canary import forward
from chassis.mongo import Mongo
from chassis.service import Assembly, Reads, Resources, Service
from contracts.registry import ANALYTICS_CANARIES, CONVERSION_EVENTS, CRISIS_EVENTS, INBOX_EVENTS, ROUTING_EVENTS
from services.analytics.application.analytics import Analytics
from services.analytics.application.brand_settings import BrandSettings
from services.analytics.application.counting import Counting
from services.analytics.consumers.batch import READERS, OnEvents
from services.analytics.http import ROUTERS
from services.analytics.persistence.generations import PlacesBuilt
from services.analytics.persistence.indexes import indexes
from services.analytics.persistence.numbers import MongoNumbers
from services.analytics.persistence.rebuild.record import RebuildPositions
from services.analytics.persistence.unit_of_work import MongoLedger
from services.analytics.settings import AnalyticsSettings

NAME = "analytics"
TOPICS = (INBOX_EVENTS, ROUTING_EVENTS, CRISIS_EVENTS, CONVERSION_EVENTS)


def service(settings: AnalyticsSettings) -> Service:
    """Analytics as the runtime starts it."""
    stripe = secrets.randbelow(settings.stripes)  # a process keeps its stripe; sharing one costs retries, never numbers

    async def assemble(resources: Resources) -> Assembly:
        brands = BrandSettings()
        canary = forward(NAME, ANALYTICS_CANARIES.name, behind=INBOX_EVENTS.written_by)
        return Assembly(
            application=analytics(resources.mongo, settings, resources.clock, brands),
            directory=brands.take,
            reads=[Reads(TOPICS, on_events(resources.mongo, settings, resources.clock, stripe, brands), canary=canary)],
        )

    return Service(
        name=NAME,
        description="Every event as numbers: measures, reports, sales attribution and the live response time.",
        routers=ROUTERS,
        indexes=indexes(settings.retention()),
        assemble=assemble,
        batch_records=settings.consumer_records,
        batch_interval_seconds=settings.consumer_interval_seconds,
        commands=False,
        timers=False,
    )


def on_events(mongo: Mongo, settings: AnalyticsSettings, clock: Clock, stripe: int, brands: BrandSettings) -> OnEvents:
    """The writing side over a database; `stripe` is this process's own set of window documents."""
    calendar = settings.calendar()
    ledger = MongoLedger(mongo, clock, calendar, settings.retention(), group=NAME, stripe=stripe)
    return OnEvents(Counting(ledger, calendar, settings.attribution_window(), READERS.meaning_of, brands.zone_of))


def beside(
    mongo: Mongo, settings: AnalyticsSettings, clock: Clock, positions: RebuildPositions, zone: ZoneInfo
) -> Counting:
    """Counts a brand anew, beside the numbers in use and by the same rules."""
    calendar, retention = settings.calendar(), settings.retention()
    now, rebuild = clock.now(), positions.rebuild
    kept_since = {
        calendar.seconds("minute"): now - retention.minutes,
        calendar.seconds("hour"): now - retention.hours,
    }
    places = PlacesBuilt(rebuild.generation, rebuild.cut, kept_since)
    ledger = MongoLedger(mongo, clock, calendar, retention, group=NAME, stripe=0, beside=(places, positions))
    return Counting(ledger, calendar, settings.attribution_window(), READERS.meaning_of, lambda _: zone)


def analytics(mongo: Mongo, settings: AnalyticsSettings, clock: Clock, brands: BrandSettings) -> Analytics:
    """The reading side over a database."""
    calendar = settings.calendar()
    numbers = MongoNumbers(mongo, calendar)
    return Analytics(
        clock=clock,
        calendar=calendar,
        numbers=numbers,
        brands=brands,
        attribution_days=settings.attribution_days,
    )
