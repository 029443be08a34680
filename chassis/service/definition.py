"""A service as data: what it needs from the runtime, what it receives, and what it is made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from fastapi import APIRouter

from chassis.clock import Clock
from chassis.http.refusals import Refusals
from chassis.messaging import EventLog, Handler, Publisher
from chassis.messaging.canary import CanaryHop
from chassis.mongo import Index, Migration, Mongo
from chassis.outbox import Outbox
from chassis.settings import CommonSettings
from chassis.timer_runner import LEASE_SECONDS, TimerHandler
from chassis.timers import Timers
from contracts.event import Event
from contracts.topic import Topic

T = TypeVar("T")


class Background(Protocol):
    """Work that runs beside the requests for as long as the service does."""

    async def start(self) -> None:
        """Begin; returns at once."""

    async def stop(self) -> None:
        """End after what is at hand."""


class Enter(Protocol):
    """Opens something that the runtime closes when the service ends."""

    async def __call__(self, opened: AbstractAsyncContextManager[T], /) -> T:
        """Enter the context manager and return its value."""
        ...


@dataclass(frozen=True, slots=True)
class Resources:
    """What a service is assembled from: connected and checked, not started yet."""

    common: CommonSettings
    clock: Clock
    mongo: Mongo
    log: EventLog
    publisher: Publisher
    enter: Enter


@dataclass(frozen=True, slots=True)
class Reads:
    """Topics read in batches by one consumer of the service's group.

    `types` are the event classes its handler takes, None for all; `unknown_types` has events of types that this build
    does not know delivered too, for a reader that has to account for each record. `group` is another group than the
    service's own, for a reader that must not hold the others up: the process is ready without it. `bare` delivers every
    event as a bare `Event`, for a reader that passes records on as they are. `canary` takes the canaries among them on.
    `yields_to` are topics, read by consumers named before this one, whose records go first: while there are some, this
    one takes a small batch a second, and the process is ready without it.
    """

    topics: Sequence[Topic]
    handler: Handler
    types: Sequence[type[Event]] | None = None
    unknown_types: bool = False
    group: str | None = None
    bare: bool = False
    canary: CanaryHop | None = None
    yields_to: Sequence[Topic] = ()


@dataclass(frozen=True, slots=True)
class Timed:
    """Kinds of timers that share a runner: rows due are claimed `batch` at a time, leased for `lease_seconds` anew.

    `by_precedence` has those claimed first that go before others, in place of the most overdue.
    `timers` are the rows that the service's own commands set too, so that what is due soon is taken up at its time.
    """

    timers: Timers
    handlers: Mapping[str, TimerHandler]
    poll_seconds: float
    batch: int = 200
    lease_seconds: float = LEASE_SECONDS
    by_precedence: bool = False


@dataclass(frozen=True, slots=True)
class Assembly:
    """The parts of a service; the runtime starts them in the order of the fields and stops them in reverse.

    `application` is what routes call (`chassis.service.dependencies.application`). `outbox` is where its commands put
    their events; the relay publishes them. `directory` takes the gateway's reference data from its compacted topic (the
    runtime follows the clocks of brands there by itself); with `directory_first` nothing else starts before all of it
    was taken, for a service that keeps its copy in memory and cannot do without.
    """

    application: object
    outbox: Outbox | None = None
    directory: Callable[[Sequence[Event]], Awaitable[None]] | None = None
    directory_first: bool = False
    background: Sequence[Background] = ()
    reads: Sequence[Reads] = ()
    timed: Sequence[Timed] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """What a service needs.

    `name` is its consumer group, database and topic owner. `commands` means that it writes on behalf of people: its
    database has idempotency keys. `timers` and `lanes` mean that it has these too. `topics` are what the log has to
    have before it starts, by default those that it reads and writes. `batch_records` bounds what one consumer reads at
    once; `batch_interval_seconds` lie between two batches at least (see `ConsumerSettings`). `migrations` are the steps
    that bring documents of older builds to what this one writes, by number.
    """

    name: str
    description: str
    routers: Sequence[APIRouter]
    indexes: Mapping[str, Sequence[Index]]
    assemble: Callable[[Resources], Awaitable[Assembly]]
    batch_records: int
    batch_interval_seconds: float = 0.0
    refusals: Refusals = field(default_factory=dict)
    commands: bool = True
    timers: bool = True
    lanes: bool = False
    topics: Sequence[Topic] | None = None
    migrations: Sequence[Migration] = ()
