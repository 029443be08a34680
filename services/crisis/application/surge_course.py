"""What detection does with an open incident: severity rises while its signals grow, and it ends when all is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from contracts.ids import derived_id
from services.crisis.application.stand_down import stand_down
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.incident import Incident, rated
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.severity import severity_of
from services.crisis.domain.signal import Signal
from services.crisis.domain.tally import BucketCount
from services.crisis.domain.watch import surge_figures
from services.crisis.events import incident_changed


async def follow_up(unit: UnitOfWork, policy: CrisisPolicy, counts: Mapping[int, BucketCount]) -> None:
    """Raise an open incident's severity while its signals grow; end it, or propose to, when all is over."""
    incident = await unit.store.incidents.newest_open()
    if incident is None or not incident.signals:
        return
    live = [signal for signal in await unit.store.signals.many(incident.signals) if signal.state == "live"]
    if live:
        await _worsen(unit, incident, live, policy, counts)
        return
    staffing = await unit.store.workforce.staffing()
    waiting = staffing.waiting if staffing is not None else 0
    if waiting > policy.stand_down.waiting_most:
        return
    unit.cause = derived_id("end", incident.id, str(len(incident.signals)))
    if policy.stand_down.automatic:
        await stand_down(unit, incident)
    elif incident.stand_down_proposed_at is None:
        await unit.save(replace(incident, stand_down_proposed_at=unit.now))
        text = f"All signals are clear and {waiting} tasks wait: stand down?"
        unit.record(incident.id, "stand_down_proposed", text)


async def _worsen(
    unit: UnitOfWork,
    incident: Incident,
    live: Sequence[Signal],
    policy: CrisisPolicy,
    counts: Mapping[int, BucketCount],
) -> None:
    signal = next((signal for signal in live if signal.measure == "volume"), live[0])
    severity = severity_of(surge_figures(signal, counts.values()), policy.severity)
    if severity <= incident.severity:
        return
    worse = await unit.save(rated(incident, severity))
    unit.cause = derived_id("worse", incident.id, str(severity))
    unit.record(worse.id, "severity", f"Severity {severity}, was {incident.severity}: the surge grew.")
    unit.emit(incident_changed(worse, "severity", unit.by))
