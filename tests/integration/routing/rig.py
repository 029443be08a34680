"""A rig of routing on a real MongoDB: the core without a log, a clock moved by hand, the events it would tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chassis.clock import FixedClock
from chassis.messaging.fakes import a_delivery
from chassis.mongo import Mongo
from contracts.event import Event, event_class
from services.routing.application.task_commands import Actor
from services.routing.domain.employee import Employee
from services.routing.domain.task import Task
from services.routing.settings import RoutingSettings
from services.routing.wiring import Core, core
from tests.unit.routing.builders import BRAND


@dataclass
class Rig:
    """Routing as the tests drive it."""

    mongo: Mongo
    clock: FixedClock
    core: Core

    def another(self) -> Core:
        """Give a second process over the same database."""
        return core(self.mongo, RoutingSettings(), self.clock)

    async def take_in(self, *events: Event) -> None:
        """Hand inbox events to the handler as one batch."""
        await self.core.on_inbox([a_delivery(event, offset=n) for n, event in enumerate(events)])

    async def crisis(self, *events: Event) -> None:
        """Hand crisis events to the handler as one batch."""
        await self.core.on_crisis([a_delivery(event, offset=n) for n, event in enumerate(events)])

    async def staff(self, *employees: Employee, brand: str = BRAND) -> None:
        """Enter employees."""
        await self.core.parts.staff.put(brand, [(None, each) for each in employees])

    async def match(self, brand: str = BRAND) -> int:
        """Run the matcher once."""
        return await self.core.matcher.run(brand)

    async def task(self, conversation: str, brand: str = BRAND) -> Task:
        """Give the task of a conversation."""
        task = await self.core.parts.tasks.get(brand, conversation)
        assert task is not None
        return task

    async def accepted(self, conversation: str) -> Task:
        """Match, and accept the offer of a conversation as whoever it was made to."""
        await self.match()
        task = await self.task(conversation)
        assert task.offer is not None
        assert task.employee is not None
        return await self.core.parts.desk.accept(Actor(BRAND, task.employee, for_others=False), task.offer.id)

    async def told(self) -> list[Event]:
        """Give the events in the outbox, in order."""
        rows = await self.core.outbox.waiting(10_000)
        return [_event(row) for row in rows]

    async def seats(self, brand: str = BRAND) -> list[dict[str, Any]]:
        """Give all seats as they are stored."""
        return await self.mongo.brand_collection("seats").find(brand, {}, limit=10_000)


def _event(row: dict[str, Any]) -> Event:
    found = event_class(row["type"])
    assert found is not None
    return found.model_validate_json(row["body"])


def actor(employee: str, *, for_others: bool = False) -> Actor:
    """Give somebody who acts."""
    return Actor(BRAND, employee, for_others)
