"""Declaring an incident: the one place where it begins, with its playbook, statements, pages and callout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.crisis import IncidentDeclared
from contracts.ids import derived_id
from services.crisis.application.callouts import open_callout
from services.crisis.application.paging import page_first
from services.crisis.application.unit import Unit
from services.crisis.domain.incident import Incident
from services.crisis.domain.playbook import Playbook, opened
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.severity import Severity
from services.crisis.domain.signal import Signal
from services.crisis.domain.statement import FROM_PLAYBOOK, Statement


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is declared, by a person or by detection; `signal` is the episode behind it, if there is one."""

    incident: str
    title: str
    severity: Severity
    playbook: str | None = None
    signal: Signal | None = None


def incident_of(brand: str, episode: str) -> str:
    """The id of the incident of an episode: derived, so that two replicas name the same one."""
    return derived_id("incident", brand, episode)


async def declare(unit: Unit, said: Declaration, policy: CrisisPolicy) -> Incident:
    """Begin an incident with everything that belongs to it, in this unit's transaction.

    Raises:
        VersionConflict: Somebody declared it at the same moment.
    """
    playbook = await unit.store.playbook(unit.brand, said.playbook or policy.playbook, unit.session)
    incident = Incident(
        id=said.incident,
        title=said.title,
        severity=said.severity,
        state="declared",
        declared_by=unit.by,
        declared_at=unit.now,
        signals=(said.signal.episode,) if said.signal else (),
        began_at=_began(said.signal, unit.now),
        playbook=playbook.id if playbook else None,
        playbook_version=playbook.version if playbook else 0,
        steps=opened(playbook) if playbook else (),
    )
    await unit.store.add("incidents", unit.brand, {incident.id: incident}, unit.session, listed_at=unit.now)
    why = said.signal.reason if said.signal else "declared by a person"
    unit.tell(incident.id, "declared", f"Severity {incident.severity}: {incident.title}. {why}"[:900])
    unit.emit(
        IncidentDeclared,
        "declared",
        incident.id,
        incident.version,
        incident=incident.id,
        title=incident.title,
        severity=incident.severity,
        declared_by=unit.by,
        signal=said.signal.episode if said.signal else None,
        playbook=incident.playbook,
    )
    if playbook is not None:
        await _draft_statements(unit, incident, playbook)
    await page_first(unit, incident, policy.escalation)
    if policy.callout.enabled:
        await open_callout(unit, incident, policy)
    return incident


def _began(signal: Signal | None, now: datetime) -> datetime:
    return signal.opened_at if signal is not None else now


async def _draft_statements(unit: Unit, incident: Incident, playbook: Playbook) -> None:
    drafts = {}
    for language, text in playbook.statements:
        id_ = derived_id("statement", incident.id, language)
        drafts[id_] = Statement(id_, incident.id, language, text, FROM_PLAYBOOK, unit.now)
    await unit.store.add("statements", unit.brand, drafts, unit.session)
