"""Declaring an incident: the one place where it begins, with its playbook, statements, pages and callout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.ids import derived_id
from services.crisis.application.callouts import open_callout
from services.crisis.application.fitting_playbooks import FittingPlaybooks
from services.crisis.application.paging import page_first
from services.crisis.application.statements import draft_from_playbook
from services.crisis.application.status_updates import schedule_update
from services.crisis.application.step_commands import schedule_steps
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.incident import Incident
from services.crisis.domain.incident_step import opened
from services.crisis.domain.playbook import Playbook
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.severity import Severity
from services.crisis.domain.signal import Signal
from services.crisis.domain.status_update import FIRST_WITHIN
from services.crisis.events import incident_declared

LINE_MOST = 900  # characters of a line of the timeline


@dataclass(frozen=True, slots=True)
class Declaration:
    """An incident to declare, by a person or by detection; `signal` is the episode behind it, if there is one.

    `further` are episodes behind it that began later; `why` replaces the words of the signal. `playbook` is one that a
    person or a rule chose, which is kept whatever fits; None: the best one that fits, else that of the policy.
    """

    incident: str
    title: str
    severity: Severity
    playbook: str | None = None
    signal: Signal | None = None
    further: Sequence[Signal] = ()
    why: str = ""


def incident_of(brand: str, episode: str) -> str:
    """The id of the incident of an episode: derived, so that two replicas name the same one."""
    return derived_id("incident", brand, episode)


async def declare(unit: UnitOfWork, declaration: Declaration, policy: CrisisPolicy) -> Incident:
    """Begin an incident with everything that belongs to it, in this unit's transaction.

    Raises:
        VersionConflict: Another unit declared it at the same moment.
    """
    playbook, why_playbook = await _playbook(unit, declaration, policy)
    incident = _begun(declaration, playbook, unit.by, unit.now)
    await unit.store.incidents.add(incident)
    signal = declaration.signal
    why = declaration.why or (signal.reason if signal else "declared by a person")
    unit.record(incident.id, "declared", f"Severity {incident.severity}: {incident.title}. {why}"[:LINE_MOST])
    if why_playbook:
        unit.record(incident.id, "playbook", why_playbook)
    unit.emit(incident_declared(incident, signal))
    schedule_steps(unit, incident)
    schedule_update(unit, incident)
    if playbook is not None:
        await draft_from_playbook(unit, incident.id, playbook)
    await page_first(unit, incident, policy.escalation)
    if policy.callout.enabled:
        await open_callout(unit, incident, policy)
    return incident


async def _playbook(unit: UnitOfWork, declaration: Declaration, policy: CrisisPolicy) -> tuple[Playbook | None, str]:
    """The playbook to begin with, and why, where it is another one than a person, a rule or the policy names."""
    best = None
    if declaration.playbook is None:
        signals = (declaration.signal, *declaration.further) if declaration.signal else ()
        fitting = FittingPlaybooks(unit.store, unit.settings, unit.now)
        best = await fitting.best(declaration.title, declaration.severity, signals)
    if best is None:
        return await unit.store.playbooks.find(declaration.playbook or policy.playbook), ""
    return best.playbook, f"Playbook {best.playbook.title} fits: {'; '.join(best.reasons)}."[:LINE_MOST]


def _begun(declaration: Declaration, playbook: Playbook | None, by: str, now: datetime) -> Incident:
    signal = declaration.signal
    return Incident(
        id=declaration.incident,
        title=declaration.title,
        severity=declaration.severity,
        state="declared",
        declared_by=by,
        declared_at=now,
        signals=(signal.episode, *(each.episode for each in declaration.further)) if signal else (),
        began_at=signal.opened_at if signal else now,
        playbook=playbook.id if playbook else None,
        playbook_version=playbook.version if playbook else 0,
        steps=opened(playbook) if playbook else (),
        update_due_at=now + FIRST_WITHIN,
    )
