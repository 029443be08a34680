"""Declaring an incident: the one place where it begins, with its playbook, statements, pages and callout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.ids import derived_id
from services.crisis.application.callouts import open_callout
from services.crisis.application.paging import page_first
from services.crisis.application.status_updates import schedule_update
from services.crisis.application.step_commands import schedule_steps
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.incident import Incident
from services.crisis.domain.incident_step import opened
from services.crisis.domain.playbook import Playbook
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.severity import Severity
from services.crisis.domain.signal import Signal
from services.crisis.domain.statement import FROM_PLAYBOOK, Statement
from services.crisis.domain.status_update import FIRST_WITHIN
from services.crisis.events import incident_declared


@dataclass(frozen=True, slots=True)
class Declaration:
    """An incident to declare, by a person or by detection; `signal` is the episode behind it, if there is one.

    `further` are episodes behind it that began later; `why` replaces the words of the signal.
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
    playbook = await unit.store.playbooks.find(declaration.playbook or policy.playbook)
    incident = _begun(declaration, playbook, unit.by, unit.now)
    await unit.store.incidents.add(incident)
    signal = declaration.signal
    why = declaration.why or (signal.reason if signal else "declared by a person")
    unit.record(incident.id, "declared", f"Severity {incident.severity}: {incident.title}. {why}"[:900])
    unit.emit(incident_declared(incident, signal))
    schedule_steps(unit, incident)
    schedule_update(unit, incident)
    if playbook is not None:
        await _draft_statements(unit, incident, playbook)
    await page_first(unit, incident, policy.escalation)
    if policy.callout.enabled:
        await open_callout(unit, incident, policy)
    return incident


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


async def _draft_statements(unit: UnitOfWork, incident: Incident, playbook: Playbook) -> None:
    drafts = []
    for language, text in playbook.statements:
        id_ = derived_id("statement", incident.id, language)
        drafts.append(Statement(id_, incident.id, language, text, FROM_PLAYBOOK, unit.now))
    await unit.store.statements.add(drafts)
