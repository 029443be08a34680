"""Runs analytics: `python -m services.analytics.main`."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from chassis.auth import InternalTokens
from chassis.clock import SystemClock
from chassis.health import Health
from chassis.http.app import create_app
from chassis.messaging.kafka import KafkaLog
from chassis.messaging.log import EventLog
from chassis.process import run
from chassis.settings import CommonSettings, load
from chassis.telemetry import configure
from services.analytics.http.measures import router
from services.analytics.settings import AnalyticsSettings
from services.analytics.wiring import GROUP, wire

DESCRIPTION = "Every event as numbers: measures, reports, sales attribution and the live response time."


def build(settings: AnalyticsSettings, common: CommonSettings, log: EventLog) -> FastAPI:
    """The application; it is wired when it starts."""
    health = Health(GROUP)
    stripe = secrets.randbelow(settings.stripes)  # a process keeps its stripe; sharing one costs retries, never numbers

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with wire(settings, common.mongo, common.database(GROUP), log, health, stripe) as parts:
            app.state.parts = parts
            yield

    return create_app(
        title="Muster analytics",
        description=DESCRIPTION,
        lifespan=lifespan,
        tokens=InternalTokens(common.internal_key.get_secret_value(), SystemClock()),
        health=health,
        routers=[router],
    )


def main() -> None:
    """Load settings, set telemetry up, run."""
    common, settings = load(CommonSettings), load(AnalyticsSettings)
    configure(GROUP, common)
    log = KafkaLog(common.kafka, prefix=common.prefix, service=GROUP)
    run(build(settings, common, log), settings.host, settings.port)


if __name__ == "__main__":
    main()
