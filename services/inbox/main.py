"""Runs the inbox as a process: `python -m services.inbox.main`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from chassis.auth import InternalTokens
from chassis.clock import SystemClock
from chassis.health import Health
from chassis.http.app import create_app
from chassis.http.idempotency import IdempotencyStore
from chassis.messaging.kafka import KafkaLog
from chassis.messaging.log import EventLog
from chassis.process import run
from chassis.settings import CommonSettings, load
from chassis.telemetry import configure
from services.inbox.http import conversations, parts, replies, rules
from services.inbox.http import operation as operator
from services.inbox.settings import InboxSettings
from services.inbox.wiring import GROUP, wire


def build(settings: InboxSettings, common: CommonSettings, log: EventLog) -> FastAPI:
    """The application; nothing is connected before its lifespan."""
    health = Health(GROUP)
    stores: list[IdempotencyStore] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with wire(settings, common, log, health) as wired:
            app.state.parts = wired.core.parts
            stores.append(wired.idempotency)
            yield
            stores.clear()

    app = create_app(
        title="Muster inbox",
        description="Conversations, triage, replies and SLA clocks.",
        lifespan=lifespan,
        tokens=InternalTokens(common.internal_key.get_secret_value(), SystemClock()),
        health=health,
        routers=[conversations.router, replies.router, rules.router, operator.router],
        idempotency=lambda: stores[-1] if stores else None,
    )
    parts.install(app)
    return app


def main() -> None:
    """Load settings and serve until asked to end."""
    common, settings = load(CommonSettings), load(InboxSettings)
    configure(GROUP, common)
    log = KafkaLog(common.kafka, prefix=common.prefix, service=GROUP)
    run(build(settings, common, log), settings.host, settings.port)


if __name__ == "__main__":
    main()
