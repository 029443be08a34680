"""Runs a service: connects, refuses to start when something is missing, starts, watches, and stops in reverse."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import uuid4

import structlog
from fastapi import FastAPI

from chassis.auth import InternalTokens
from chassis.clock import Clock, SystemClock
from chassis.errors import Unavailable
from chassis.health import Check, Health
from chassis.http.app import create_app
from chassis.http.idempotency import IdempotencyStore
from chassis.http.refusals import install_refusals
from chassis.leases import Leases
from chassis.log_lines import places
from chassis.messaging import (
    CompactedReader,
    EventLog,
    Healthy,
    LogError,
    MissingTopics,
)
from chassis.mongo import Mongo
from chassis.outbox import Relay
from chassis.service.brand_clocks import clocks_known
from chassis.service.consumers import Consumers
from chassis.service.definition import Assembly, Background, Resources, Service, Timed
from chassis.service.preparing import prepare
from chassis.service.stores_watch import StoresWatch
from chassis.settings import CommonSettings
from chassis.timer_runner import TimerRunner
from contracts.registry import EVENT_CLASSES, GATEWAY_DIRECTORY, topics_of
from contracts.topic import Topic

log = structlog.get_logger(__name__)


class ServiceRuntime:
    """One process of a service."""

    def __init__(self, service: Service, common: CommonSettings, log: EventLog, clock: Clock | None = None) -> None:
        """Nothing is connected before the lifespan of the application begins. `clock` is the system's by default."""
        self._service = service
        self._common = common
        self._log = log
        self._clock = clock or SystemClock()
        self._health = Health(service.name)
        self._idempotency: IdempotencyStore | None = None

    @property
    def health(self) -> Health:
        """The health of this process."""
        return self._health

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """Run the service for as long as an application; `app.state.application` is what its routes call."""
        began = time.monotonic()
        async with AsyncExitStack() as stack:
            try:
                assembly = await stack.enter_async_context(self.running())
            except BaseException as failure:  # also SystemExit, which says in its own words what is missing
                log.error("start_failed", error=type(failure).__name__, reason=_reason(failure), at=places(failure))
                raise
            app.state.application = assembly.application
            log.info("started", seconds=round(time.monotonic() - began, 3))
            yield

    def app(self) -> FastAPI:
        """The service's own application, with the chassis's guard in front of its routes."""
        app = create_app(
            title=f"Muster {self._service.name}",
            description=self._service.description,
            lifespan=self.lifespan,
            tokens=InternalTokens(self._common.internal_key.get_secret_value(), self._clock),
            health=self._health,
            routers=self._service.routers,
            idempotency=(lambda: self._idempotency) if self._service.commands else None,
        )
        install_refusals(app, self._service.refusals)
        return app

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Assembly]:
        """Everything of the service, started; it stops in reverse when the block ends.

        Raises:
            Unavailable: MongoDB does not answer.
            MissingTopics: The log lacks a topic the service reads or writes.
            SystemExit: The documents are of a newer build, or an index differs from the one this build needs.
        """
        async with AsyncExitStack() as stack:
            resources = await self._connect(stack)
            assembly = await self._service.assemble(resources)
            await _start(stack, resources.publisher)
            self._watch("clocks", await clocks_known(stack, self._log, self._clock))
            if assembly.directory is not None:
                directory = CompactedReader(self._log, GATEWAY_DIRECTORY.name, EVENT_CLASSES, assembly.directory)
                await _start(stack, directory)
                if assembly.directory_first:
                    await directory.caught_up()
                self._watch("directory", directory)
            await _start(stack, StoresWatch(resources.mongo, self._log, self._topics, self._common))
            if assembly.outbox is not None:
                leases = Leases(resources.mongo, _owner(), self._clock)
                await _start(stack, Relay(assembly.outbox, resources.publisher, leases))
            if self._service.commands:
                self._idempotency = IdempotencyStore(resources.mongo, self._clock)
            for background in assembly.background:
                await _start(stack, background)
            dead_limit = resources.common.dead_letters_in_a_row
            consumers = Consumers(self._log, resources.publisher, self._service, dead_limit)
            for reads in assembly.reads:
                consumer = consumers.of(reads)
                await _start(stack, consumer)
                if reads.group is None and not reads.yields_to:
                    self._watch(" ".join(topic.name for topic in reads.topics), consumer)
            for timed in assembly.timed:
                await _start(stack, _runner(timed))
            self._health.started()
            yield assembly

    async def _connect(self, stack: AsyncExitStack) -> Resources:
        mongo = await Mongo.connect(self._common.mongo, self._common.database(self._service.name))
        stack.push_async_callback(mongo.close)
        self._health.add("mongodb", mongo.ping)
        await prepare(mongo, self._service)
        await self._log.ensure_topics(self._topics, create=False)
        publisher = self._log.publisher()
        self._watch("publisher", publisher)
        return Resources(
            common=self._common,
            clock=self._clock,
            mongo=mongo,
            log=self._log,
            publisher=publisher,
            enter=stack.enter_async_context,
        )

    @property
    def _topics(self) -> Sequence[Topic]:
        return topics_of(self._service.name) if self._service.topics is None else self._service.topics

    def _watch(self, name: str, part: Healthy) -> None:
        self._health.add(name, ready(part))


def ready(part: Healthy) -> Check:
    """A part's readiness as a health check."""

    async def check() -> None:
        if not part.ready:
            raise Unavailable("kafka")

    return check


async def _start(stack: AsyncExitStack, part: Background) -> None:
    await part.start()
    stack.push_async_callback(part.stop)


def _runner(timed: Timed) -> TimerRunner:
    return TimerRunner(
        timed.timers,
        timed.handlers,
        batch=timed.batch,
        lease_seconds=timed.lease_seconds,
        poll_seconds=timed.poll_seconds,
        by_precedence=timed.by_precedence,
    )


def _reason(failure: BaseException) -> str | None:
    """Why it does not start, where the words are ours."""
    return str(failure) if isinstance(failure, Unavailable | LogError | MissingTopics | SystemExit) else None


def _owner() -> str:
    """Names this process in leases; no two are alike, also after a restart."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
