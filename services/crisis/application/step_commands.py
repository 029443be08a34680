"""Commands on the steps of an incident: added, given an owner and a due time, and ticked off; late ones are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.ids import derived_id
from services.crisis.application.caller import CommandCaller
from services.crisis.application.incident_change import change_incident
from services.crisis.application.people import PeopleCopy, UnknownPeople
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.incident import OPEN, Incident
from services.crisis.domain.incident_step import OpenStep, added, assigned, complete


@dataclass(frozen=True, slots=True)
class StepWish:
    """A step as somebody adds it."""

    title: str
    instructions: str
    owner: str | None
    due_at: datetime | None


class StepCommands:
    """The commands on steps."""

    def __init__(self, units: Units, people: PeopleCopy) -> None:
        """Owners are active `people` of the brand."""
        self._units = units
        self._people = people

    async def add(self, caller: CommandCaller, incident: str, wish: StepWish) -> Incident:
        """Add a step at the end; raises UnknownPeople, TooManySteps."""
        id_ = derived_id("step", incident, caller.command)
        step = OpenStep(wish.title, wish.instructions, id=id_, owner=wish.owner, due_at=wish.due_at)

        def rule(before: Incident, unit: UnitOfWork) -> Incident:
            self._check_owner(unit.brand, wish.owner)
            steps = added(before.steps, step)
            if steps is before.steps:
                return before
            after = replace(before, steps=steps)
            _schedule(unit, after, len(steps))
            return after

        return await change_incident(
            self._units,
            caller,
            incident,
            "step",
            rule,
            lambda after: f"Step {len(after.steps)} was added: {step.title}.",
        )

    async def assign(
        self, caller: CommandCaller, incident: str, number: int, owner: str | None, due_at: datetime | None
    ) -> Incident:
        """Give a step an owner and a due time, None being none; raises UnknownPeople, NoSuchStep, StepDone."""

        def rule(before: Incident, unit: UnitOfWork) -> Incident:
            steps = assigned(before.steps, number, owner, due_at)
            self._check_owner(unit.brand, owner)
            after = replace(before, steps=steps)
            _schedule(unit, after, number)
            return after

        who = f"is for {self._people.name_of(caller.brand, owner)}" if owner else "is for nobody by name"
        when = f", due {due_at:%Y-%m-%d %H:%M} UTC" if due_at else ""
        return await change_incident(self._units, caller, incident, "step", rule, f"Step {number} {who}{when}.")

    async def complete(self, caller: CommandCaller, incident: str, number: int) -> Incident:
        """Tick off a step; raises NoSuchStep, StepDone."""

        def rule(before: Incident, unit: UnitOfWork) -> Incident:
            unit.cancel(step_timer(unit.brand, incident, number))
            return replace(before, steps=complete(before.steps, number, caller.person, unit.now))

        return await change_incident(
            self._units,
            caller,
            incident,
            "step",
            rule,
            lambda after: f"Step {number} is done: {after.steps[number - 1].title}.",
        )

    def _check_owner(self, brand: str, owner: str | None) -> None:
        if owner is not None and not self._people.knows(brand, owner):
            raise UnknownPeople(["owner"])


def schedule_steps(unit: UnitOfWork, incident: Incident, first: int = 1) -> None:
    """Set the timers of the steps that have a due time, from the first one on, or from a later number."""
    for number in range(first, len(incident.steps) + 1):
        _schedule(unit, incident, number)


def _schedule(unit: UnitOfWork, incident: Incident, number: int) -> None:
    key = step_timer(unit.brand, incident.id, number)
    due = incident.steps[number - 1].due(incident.declared_at)
    if due is None:
        unit.cancel(key)
    else:
        seconds = max(0.0, (due - unit.now).total_seconds())
        unit.schedule(key, "step", seconds, incident=incident.id, number=number)


def step_timer(brand: str, incident: str, number: int) -> str:
    """The key of the timer that is due when a step is."""
    return f"step/{brand}/{incident}/{number}"


async def step_is_due(unit: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """Write into the timeline that a step is late, unless it is done, or the incident is over."""
    incident = await unit.incident(payload["incident"])
    number: int = payload["number"]
    step = incident.steps[number - 1]
    if incident.state not in OPEN or step.done_at is not None:
        return
    await unit.follow(incident)
    whose = f" ({unit.name_of(step.owner)})" if step.owner else ""
    unit.record(incident.id, "late", f"Step {number} is late{whose}: {step.title}.")
