"""Runs routing: `python -m services.routing.main`."""

from __future__ import annotations

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
from services.routing.http import ROUTERS
from services.routing.settings import RoutingSettings
from services.routing.wiring import GROUP, Wired, wire

DESCRIPTION = "Who answers what: employees, seats, queues, workflows, tasks and offers."


def build(settings: RoutingSettings, common: CommonSettings, log: EventLog) -> FastAPI:
    """The application; it is wired when it starts."""
    health = Health(GROUP)
    running: list[Wired] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with wire(settings, common.mongo, common.database(GROUP), log, health) as wired:
            app.state.parts = wired.core.parts
            running.append(wired)
            yield
            running.clear()

    tokens = InternalTokens(common.internal_key.get_secret_value(), SystemClock())
    return create_app(
        title="Muster routing",
        description=DESCRIPTION,
        lifespan=lifespan,
        tokens=tokens,
        health=health,
        routers=ROUTERS,
        idempotency=lambda: running[0].idempotency if running else None,
    )


def main() -> None:
    """Load settings, set telemetry up, run."""
    common, settings = load(CommonSettings), load(RoutingSettings)
    configure(GROUP, common)
    log = KafkaLog(common.kafka, prefix=common.prefix, service=GROUP)
    run(build(settings, common, log), settings.host, settings.port)


if __name__ == "__main__":
    main()
