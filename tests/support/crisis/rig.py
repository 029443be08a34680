"""Crisis as tests drive it, over any store: a clock moved by hand, timers that run when a test says so."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from chassis.clock import FixedClock
from chassis.messaging.testing import a_delivery
from chassis.timer_runner import TimerHandler
from contracts.event import Event
from services.crisis.application.commands import IncidentCommands
from services.crisis.application.counting import CountMessages
from services.crisis.application.crisis import Crisis
from services.crisis.application.ports import Watches
from services.crisis.application.repositories import Repositories
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.application.watching import WatchBrands
from services.crisis.consumers.inbox_events import OnInboxEvents
from services.crisis.consumers.routing_events import OnRoutingEvents
from services.crisis.domain.incident import Entry, Incident
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.story import Story
from services.crisis.settings import CrisisSettings
from tests.support.crisis.builders import BRAND, a_message, a_staffing, a_volunteer
from tests.support.crisis.notices import FakeDelivery

SETTINGS = CrisisSettings(bucket_seconds=60, warmup_buckets=20, clear_buckets=3, grace_seconds=2)


@dataclass(frozen=True)
class Process:
    """One process of crisis, without a log."""

    application: Crisis
    count: CountMessages
    on_inbox: OnInboxEvents
    on_routing: OnRoutingEvents
    timers: Mapping[str, TimerHandler]
    watches: Watches
    watch: WatchBrands
    delivery: FakeDelivery


class Rig(ABC):
    """Crisis over one store."""

    def __init__(self, clock: FixedClock, process: Process) -> None:
        self.clock = clock
        self.process = process
        self.offset = 0
        self.number = 0

    @property
    def units(self) -> Units:
        return self.process.application.units

    @property
    def delivery(self) -> FakeDelivery:
        return self.process.delivery

    @property
    def commands(self) -> IncidentCommands:
        return self.process.application.commands

    @abstractmethod
    def another(self) -> Process:
        """Give a second process over the same store."""

    @abstractmethod
    async def run_due(self, process: Process) -> int:
        """Run the timers that are due; gives how many there were."""

    @abstractmethod
    async def directory(self, *events: Event) -> None:
        """Let the gateway's directory say something."""

    @abstractmethod
    async def waiting(self) -> list[Event]:
        """Give the events that wait for publication, in order."""

    @abstractmethod
    async def timer_kinds(self) -> set[str]:
        """Give the kinds of the timers that are set."""

    @abstractmethod
    async def stories(self, brand: str = BRAND) -> list[Story]:
        """Give all groups of near-duplicates, the announced and the others, the largest first."""

    @abstractmethod
    async def lose_detector(self) -> None:
        """Take the detector's state away."""

    def store(self, brand: str = BRAND) -> Repositories:
        """Give a brand's repositories."""
        return self.units.read(brand)

    async def hear(self, events: Sequence[Event], offset: int | None = None) -> None:
        """Hand a batch of inbox events to the consumer, at the next offsets of the log."""
        first = self.offset if offset is None else offset
        batch = [a_delivery(event, offset=first + n) for n, event in enumerate(events)]
        await self.process.on_inbox(batch)
        self.offset = max(self.offset, first + len(events))

    async def minutes(self, count: int, each: int, *, mood: str = "neutral", text: str = "") -> None:
        """Let minutes pass with so many messages in each, and detection take its turn after every one."""
        for _ in range(count):
            at = self.clock.now() + timedelta(seconds=1)
            messages = [a_message(self.number + n, at, mood=mood, text=text) for n in range(each)]
            self.number += each
            if messages:
                await self.hear(messages)
            self.clock.advance(60)
            await self.turn()

    async def turn(self, process: Process | None = None) -> None:
        """Run what is due, until nothing is."""
        for _ in range(50):
            if await self.run_due(process or self.process) == 0:
                return
        raise AssertionError("timers never come to rest")

    async def volunteers(self, count: int, **fields: Any) -> None:
        """Enter volunteers into the copy of the directory."""
        changed = [a_volunteer(n, self.clock.now(), **fields) for n in range(count)]
        await self.process.on_routing([a_delivery(event, offset=n) for n, event in enumerate(changed)])

    async def routing(self, *events: Event) -> None:
        """Hand events of routing to the consumer as one batch."""
        await self.process.on_routing([a_delivery(event, offset=n) for n, event in enumerate(events)])

    async def staffing(self, **fields: Any) -> None:
        """Say who works now."""
        await self.process.on_routing([a_delivery(a_staffing(self.clock.now(), **fields), offset=0)])

    async def policy(self, policy: CrisisPolicy, brand: str = BRAND) -> None:
        """Write a brand's policy as its next version."""

        async def work(unit: UnitOfWork) -> None:
            version = (await unit.store.policies.current()).version + 1
            await unit.store.policies.write(replace(policy, version=version), "test", unit.now)

        await self.units.run(brand, "policy", "test", work)

    async def told(self, kind: type[Event] | None = None) -> list[Any]:
        """Give the events of a kind that wait for publication, in order."""
        return [event for event in await self.waiting() if kind is None or isinstance(event, kind)]

    async def incidents(self, brand: str = BRAND) -> list[Incident]:
        """Give all incidents of a brand."""
        return list((await self.store(brand).incidents.newest(None, 100, None)).items)

    async def timeline(self, incident: str) -> list[Entry]:
        """Give an incident's timeline."""
        return await self.store().timeline.of_incident(incident)

    async def inbound(self, brand: str = BRAND) -> int:
        """Give how many messages were counted."""
        return sum(count.inbound for count in (await self.store(brand).detection.counts(0, 2**40)).values())
