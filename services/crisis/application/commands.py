"""Commands of people on incidents: one unit of work each, refused where the table of states does not allow it."""

from __future__ import annotations

from dataclasses import replace

from contracts.ids import derived_id
from services.crisis.application.caller import CommandCaller, incident_for
from services.crisis.application.callouts import open_callout
from services.crisis.application.declaration import Declaration, declare, incident_of
from services.crisis.application.incident_change import change_incident
from services.crisis.application.people import PeopleCopy, UnknownPeople
from services.crisis.application.stand_down import stand_down
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.callout import Callout
from services.crisis.domain.incident import Command, Incident, cast, moved, rated
from services.crisis.domain.severity import Severity
from services.crisis.domain.signal import Signal


class DeclaredAlready(Exception):
    """This signal has an incident; `incident` is it."""

    def __init__(self, incident: str) -> None:
        super().__init__(incident)
        self.incident = incident


class IncidentCommands:
    """The commands on incidents."""

    def __init__(self, units: Units, people: PeopleCopy) -> None:
        """Roles go to `people` only."""
        self._units = units
        self._people = people

    async def declare(
        self, caller: CommandCaller, title: str, severity: Severity, playbook: str | None, episode: str | None
    ) -> Incident:
        """Declare by hand, for a signal or without one; raises Missing, DeclaredAlready."""
        by_signal = episode is not None
        id_ = incident_of(caller.brand, episode) if episode else derived_id("incident", caller.brand, caller.command)

        async def work(unit: UnitOfWork) -> Incident:
            before = await unit.store.incidents.find(id_)
            if before is not None and not by_signal:
                return before  # the same command again after a crash
            signal = await _join(unit, episode, id_, before) if episode is not None else None
            if playbook is not None and await unit.store.playbooks.find(playbook) is None:
                raise Missing
            policy = await unit.store.policies.current()
            return await declare(unit, Declaration(id_, title, severity, playbook, signal), policy)

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def move(self, caller: CommandCaller, incident: str, command: Command) -> Incident:
        """Activate, monitor or review."""
        return await change_incident(self._units, caller, incident, command, lambda before, _: moved(before, command))

    async def rate(self, caller: CommandCaller, incident: str, severity: Severity, reason: str) -> Incident:
        """Change the severity, with the reason in the timeline."""
        text = f"Severity {severity}: {reason}" if reason else f"Severity {severity}."
        return await change_incident(
            self._units, caller, incident, "severity", lambda before, _: rated(before, severity), text
        )

    async def cast(self, caller: CommandCaller, incident: str, roles: dict[str, str]) -> Incident:
        """Assign roles; raises UnknownPeople."""

        def given(before: Incident, _: UnitOfWork) -> Incident:
            unknown = [role for role, id_ in roles.items() if id_ and not self._people.knows(caller.brand, id_)]
            if unknown:
                raise UnknownPeople(unknown)
            return cast(before, roles)

        named = {role: self._people.name_of(caller.brand, person) for role, person in sorted(roles.items())}
        text = "Roles: " + ", ".join(f"{role} {name or 'free'}" for role, name in named.items()) + "."
        return await change_incident(self._units, caller, incident, "roles", given, text)

    async def note(self, caller: CommandCaller, incident: str, text: str) -> Incident:
        """Write into the timeline."""

        async def work(unit: UnitOfWork) -> Incident:
            before = await incident_for(unit, caller, incident, "note")
            unit.record(incident, "note", text)
            return await unit.follow(before)

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def stand_down(self, caller: CommandCaller, incident: str) -> Incident:
        """End the incident and take everything back."""

        async def work(unit: UnitOfWork) -> Incident:
            return await stand_down(unit, await incident_for(unit, caller, incident, "stand_down"))

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def call_out(self, caller: CommandCaller, incident: str, people: int | None) -> Callout:
        """Ask volunteers, for as many people as said or as the figures want."""

        async def work(unit: UnitOfWork) -> Callout:
            following = await unit.follow(await incident_for(unit, caller, incident, "callout"))
            return await open_callout(unit, following, await unit.store.policies.current(), people)

        return await self._units.run(caller.brand, caller.command, caller.person, work)


async def _join(unit: UnitOfWork, episode: str, incident: str, before: Incident | None) -> Signal:
    """Attach a signal to the incident that is declared for it."""
    signal = await unit.store.signals.find(episode)
    if signal is None:
        raise Missing
    if signal.incident is not None or before is not None:
        raise DeclaredAlready(signal.incident or incident)
    joined = replace(signal, incident=incident)
    await unit.store.signals.save(joined)
    return joined
