"""Proposed incidents: made by a rule in one transaction with its signal, and answered by a person or by time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from contracts.ids import derived_id
from services.crisis.application.caller import CommandCaller
from services.crisis.application.commands import DeclaredAlready
from services.crisis.application.declaration import Declaration, declare, incident_of
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.incident_rule import IncidentRule
from services.crisis.domain.proposed_incident import ProposedIncident, check_open, confirmed, dismissed, expired
from services.crisis.domain.signal import Signal
from services.crisis.events import proposed_incident_changed

PROPOSED_TIMER = "proposed"
REASON_MOST = 900  # characters of a reason, as of a line of the timeline


def proposed_of(brand: str, rule: str, episode: str) -> str:
    """The id of what a rule proposes for a first sign: derived, so that a replay and a second process name the same."""
    return derived_id("proposed", brand, rule, episode)


def reason_of_rule(rule: IncidentRule, signals: Sequence[Signal]) -> str:
    """Why a rule acts, in words for people."""
    return f"Incident rule {rule.name}: {' And: '.join(each.reason for each in signals)}"[:REASON_MOST]


async def propose(unit: UnitOfWork, rule: IncidentRule, signals: Sequence[Signal]) -> ProposedIncident:
    """Propose an incident to people, and set the time at which it expires."""
    seconds = rule.then.open_seconds / unit.settings.time_scale
    proposed = ProposedIncident(
        id=proposed_of(unit.brand, rule.id, signals[0].episode),
        rule=rule.id,
        rule_version=rule.version,
        title=rule.name,
        severity=rule.then.severity,
        playbook=rule.then.playbook,
        signals=tuple(each.episode for each in signals),
        reason=reason_of_rule(rule, signals),
        proposed_at=unit.now,
        expires_at=unit.now + timedelta(seconds=seconds),
    )
    await unit.store.proposed_incidents.add(proposed)
    unit.emit(proposed_incident_changed(proposed))
    unit.schedule(_timer(unit.brand, proposed.id), PROPOSED_TIMER, seconds, proposed=proposed.id)
    return proposed


async def expire(unit: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """End one that nobody answered in time."""
    proposed = await unit.store.proposed_incidents.find(payload["proposed"])
    if proposed is None or proposed.state != "open":
        return
    await _save(unit, expired(proposed, unit.now))


class ProposedIncidentCommands:
    """The answers of people."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def confirm(self, caller: CommandCaller, id_: str) -> ProposedIncident:
        """Declare the incident, with the signals behind it.

        Raises:
            Missing: There is no such proposed incident.
            StaleVersion: The caller saw another version.
            ProposedAnswered: It was answered before, or its time is over.
            DeclaredAlready: One of its signals has an incident.
        """

        async def work(unit: UnitOfWork) -> ProposedIncident:
            proposed = await _asked(unit, caller, id_)
            signals = sorted(await unit.store.signals.many(proposed.signals), key=lambda each: each.opened_at)
            taken = next((each.incident for each in signals if each.incident is not None), None)
            if taken is not None:
                raise DeclaredAlready(taken)
            incident = incident_of(unit.brand, proposed.signals[0])
            declaration = Declaration(
                incident, proposed.title, proposed.severity, proposed.playbook, signals[0], signals[1:], proposed.reason
            )
            await declare(unit, declaration, await unit.store.policies.current())
            await join_all(unit, signals, incident)
            return await _save(unit, confirmed(proposed, caller.person, unit.now, incident))

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def dismiss(self, caller: CommandCaller, id_: str, reason: str) -> ProposedIncident:
        """Say that it is none; raises Missing, StaleVersion, ProposedAnswered."""

        async def work(unit: UnitOfWork) -> ProposedIncident:
            proposed = await _asked(unit, caller, id_)
            return await _save(unit, dismissed(proposed, caller.person, unit.now, reason))

        return await self._units.run(caller.brand, caller.command, caller.person, work)


async def join_all(unit: UnitOfWork, signals: Sequence[Signal], incident: str) -> None:
    """Write into stored signals which incident they belong to."""
    for signal in signals:
        await unit.store.signals.save(signal.joined(incident))


async def _asked(unit: UnitOfWork, caller: CommandCaller, id_: str) -> ProposedIncident:
    proposed = await unit.store.proposed_incidents.find(id_)
    if proposed is None:
        raise Missing
    check_open(proposed)
    caller.check_version(proposed.version)
    return proposed


async def _save(unit: UnitOfWork, proposed: ProposedIncident) -> ProposedIncident:
    await unit.store.proposed_incidents.save(proposed)
    unit.cancel(_timer(unit.brand, proposed.id))
    unit.emit(proposed_incident_changed(proposed))
    return proposed


def _timer(brand: str, proposed: str) -> str:
    return f"proposed/{brand}/{proposed}"
