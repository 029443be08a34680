"""A rig of routing without a log: its stores in memory or on MongoDB, a clock moved by hand, the events it emits."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from chassis.clock import FixedClock
from chassis.messaging.testing import a_delivery
from contracts.event import Event
from services.routing.application.actor import Actor
from services.routing.application.ports import Stores
from services.routing.domain.employee import Employee
from services.routing.domain.task import Task
from services.routing.settings import RoutingSettings
from services.routing.wiring import Core, core
from tests.support.routing.builders import BRAND, NOON


class Backend(Protocol):
    """Where a rig's routing keeps what it knows."""

    def stores(self, clock: FixedClock) -> Stores:
        """The stores of another process over the same data."""
        ...

    async def emitted(self) -> list[Event]:
        """The events in the outbox, in order."""
        ...

    async def seats(self, brand: str) -> list[dict[str, Any]]:
        """All seats, each with at least seat, state and holds."""
        ...

    async def due_at(self, timer: str) -> datetime:
        """When a timer is due."""
        ...


class Rig:
    """Routing as the tests drive it."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.clock = FixedClock(NOON)
        self.core = self.another()
        self.stores = self.core.application.stores
        self.commands = self.core.application.task_commands
        self.employees = self.core.application.employee_commands

    def another(self) -> Core:
        """Give a second process over the same data."""
        return core(self.backend.stores(self.clock), RoutingSettings(), self.clock)

    async def take_in(self, *events: Event) -> None:
        """Hand inbox events to the handler as one batch."""
        await self.core.on_inbox([a_delivery(event, offset=n) for n, event in enumerate(events)])

    async def crisis(self, *events: Event) -> None:
        """Hand crisis events to the handler as one batch."""
        await self.core.on_crisis([a_delivery(event, offset=n) for n, event in enumerate(events)])

    async def staff(self, *employees: Employee, brand: str = BRAND) -> None:
        """Enter employees."""
        await self.employees.put(brand, [(None, each) for each in employees])

    async def match(self, brand: str = BRAND) -> int:
        """Run the matcher once."""
        return await self.core.matcher.run(brand)

    async def task(self, conversation: str, brand: str = BRAND) -> Task:
        """Give the task of a conversation."""
        task = await self.stores.tasks.get(brand, conversation)
        assert task is not None
        return task

    async def accepted(self, conversation: str) -> Task:
        """Match, and accept the offer of a conversation as whoever it was made to."""
        await self.match()
        task = await self.task(conversation)
        assert task.offer is not None
        assert task.employee is not None
        return await self.commands.accept(actor(task.employee), task.offer.id)

    async def emitted(self) -> list[Event]:
        """Give the events in the outbox, in order."""
        return await self.backend.emitted()

    async def seats(self, brand: str = BRAND) -> list[dict[str, Any]]:
        """Give all seats as they are stored."""
        return await self.backend.seats(brand)


def actor(employee: str, *, for_others: bool = False) -> Actor:
    """Give somebody who acts."""
    return Actor(BRAND, employee, for_others)
