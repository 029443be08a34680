"""What people tell an incident to do: one unit of work each, refused where the table of states does not allow it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from contracts.crisis import IncidentChanged, StatementPublished
from contracts.ids import derived_id
from services.crisis.application.callouts import open_callout
from services.crisis.application.declaration import Declaration, declare, incident_of
from services.crisis.application.stand_down import stand_down
from services.crisis.application.unit import Missing, Parts, Unit, in_unit
from services.crisis.domain.callout import Callout
from services.crisis.domain.incident import Command, Incident, cast, check, moved, rated
from services.crisis.domain.playbook import complete
from services.crisis.domain.severity import Severity
from services.crisis.domain.signal import Signal
from services.crisis.domain.statement import Statement, approve

T = TypeVar("T")


class Stale(Exception):
    """The caller's version is not the present one, which is `version`."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class DeclaredAlready(Exception):
    """This signal has an incident; `incident` is it."""

    def __init__(self, incident: str) -> None:
        super().__init__(incident)
        self.incident = incident


@dataclass(frozen=True, slots=True)
class Caller:
    """Who commands: `command` is the id the events are derived from, `expected` the version they saw (None: any)."""

    brand: str
    person: str
    command: str
    expected: int | None = None


class Commands:
    """The commands on incidents."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def declare(
        self, who: Caller, title: str, severity: Severity, playbook: str | None, episode: str | None
    ) -> Incident:
        """Declare by hand, for a signal or without one; raises Missing, DeclaredAlready."""
        id_ = incident_of(who.brand, episode) if episode else derived_id("incident", who.brand, who.command)

        async def work(unit: Unit) -> Incident:
            found = await unit.store.one("incidents", Incident, who.brand, id_, unit.session)
            if found is not None and episode is None:
                return found  # the same command again after a crash
            signal = None
            if episode is not None:
                signal = await unit.store.one("signals", Signal, who.brand, episode, unit.session)
                if signal is None:
                    raise Missing
                if signal.incident is not None or found is not None:
                    raise DeclaredAlready(signal.incident or id_)
                joined = replace(signal, incident=id_)
                await unit.store.put("signals", who.brand, {episode: joined}, unit.session)
            if playbook is not None and await unit.store.playbook(who.brand, playbook, unit.session) is None:
                raise Missing
            policy = await unit.store.policy(who.brand, unit.session)
            return await declare(unit, Declaration(id_, title, severity, playbook, signal), policy)

        return await self._run(who, work)

    async def move(self, who: Caller, incident: str, command: Command) -> Incident:
        """Activate, monitor or review."""
        return await self._change(who, incident, command, lambda found, _: moved(found, command))

    async def rate(self, who: Caller, incident: str, severity: Severity, reason: str) -> Incident:
        """Give another severity, with the reason in the timeline."""
        text = f"Severity {severity}: {reason}" if reason else f"Severity {severity}."
        return await self._change(who, incident, "severity", lambda found, _: rated(found, severity), text)

    async def cast(self, who: Caller, incident: str, roles: dict[str, str]) -> Incident:
        """Give roles."""
        text = "Roles: " + ", ".join(f"{role} {person or 'free'}" for role, person in sorted(roles.items())) + "."
        return await self._change(who, incident, "roles", lambda found, _: cast(found, roles), text)

    async def complete(self, who: Caller, incident: str, number: int) -> Incident:
        """Tick off a step; raises NoSuchStep, StepDone."""

        def done(found: Incident, unit: Unit) -> Incident:
            check(found, "step")
            return replace(found, steps=complete(found.steps, number, who.person, unit.now))

        return await self._change(who, incident, "step", done, f"Step {number} of the playbook is done.")

    async def note(self, who: Caller, incident: str, text: str) -> Incident:
        """Write into the timeline."""

        async def work(unit: Unit) -> Incident:
            found = await self._found(unit, who, incident, "note")
            unit.tell(incident, "note", text)
            return await unit.keep(found)

        return await self._run(who, work)

    async def stand_down(self, who: Caller, incident: str) -> Incident:
        """End the incident and take everything back."""

        async def work(unit: Unit) -> Incident:
            return await stand_down(unit, await self._found(unit, who, incident, "stand_down"))

        return await self._run(who, work)

    async def call_out(self, who: Caller, incident: str, people: int | None) -> Callout:
        """Ask volunteers, for as many people as said or as the figures want."""

        async def work(unit: Unit) -> Callout:
            kept = await unit.keep(await self._found(unit, who, incident, "callout"))
            return await open_callout(unit, kept, await unit.store.policy(who.brand, unit.session), people)

        return await self._run(who, work)

    async def write_statement(self, who: Caller, incident: str, language: str, text: str) -> Statement:
        """Draft a holding statement."""
        id_ = derived_id("statement", incident, who.command)

        async def work(unit: Unit) -> Statement:
            await unit.keep(await self._found(unit, who, incident, "statement"))
            before = await unit.store.one("statements", Statement, who.brand, id_, unit.session)
            if before is not None:
                return before
            draft = Statement(id_, incident, language, text, who.person, unit.now)
            await unit.store.add("statements", who.brand, {id_: draft}, unit.session)
            unit.tell(incident, "statement_drafted", f"Statement drafted in {language}.")
            return draft

        return await self._run(who, work)

    async def approve_statement(self, who: Caller, incident: str, statement: str) -> Statement:
        """Approve somebody else's draft; raises OwnStatement, AlreadyApproved."""

        async def work(unit: Unit) -> Statement:
            kept = await unit.keep(await self._found(unit, who, incident, "statement"))
            draft = await unit.store.one("statements", Statement, who.brand, statement, unit.session)
            if draft is None or draft.incident != incident:
                raise Missing
            approved = approve(draft, who.person, unit.now)
            await unit.store.put("statements", who.brand, {statement: approved}, unit.session)
            unit.tell(incident, "statement_approved", f"Statement approved in {approved.language}.")
            unit.emit(
                StatementPublished,
                statement,
                incident,
                kept.version,
                incident=incident,
                statement=statement,
                language=approved.language,
                text=approved.text,
                approved_by=who.person,
            )
            return approved

        return await self._run(who, work)

    async def _change(
        self,
        who: Caller,
        incident: str,
        command: Command,
        rule: Callable[[Incident, Unit], Incident],
        text: str | None = None,
    ) -> Incident:
        async def work(unit: Unit) -> Incident:
            kept = await unit.keep(rule(await self._found(unit, who, incident, command), unit))
            unit.tell(incident, command, text or f"The incident is {kept.state}.")
            unit.emit(
                IncidentChanged,
                command,
                incident,
                kept.version,
                incident=incident,
                state=kept.state,
                severity=kept.severity,
                change=command,
                by=who.person,
                roles=kept.roles,
            )
            return kept

        return await self._run(who, work)

    async def _found(self, unit: Unit, who: Caller, id_: str, command: Command) -> Incident:
        incident = await unit.incident(id_)
        if who.expected is not None and who.expected != incident.version:
            raise Stale(incident.version)
        check(incident, command)
        return incident

    async def _run(self, who: Caller, work: Callable[[Unit], Awaitable[T]]) -> T:
        return await in_unit(self._parts, who.brand, who.command, who.person, work)
