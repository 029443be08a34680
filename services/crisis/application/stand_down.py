"""Stand-down: places and rights go back, callouts close, the numbers are frozen, the review can be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.crisis.application.callouts import wave_key
from services.crisis.application.repositories import Repositories
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.incident import Incident, IncidentTotals, stood_down
from services.crisis.domain.tally import bucket_start
from services.crisis.events import incident_stood_down, place_revoked


async def stand_down(unit: UnitOfWork, incident: Incident) -> Incident:
    """End an incident and take back everything it gave, in this unit's transaction; raises NotAllowed."""
    figures = await figures_of(unit.store, incident, unit.now, unit.settings.bucket_seconds)
    ended = await unit.save(stood_down(incident, unit.by, unit.now, figures))
    await _close_callouts(unit, ended)
    revoked = await _revoke_places(unit, ended)
    lasted = (unit.now - ended.declared_at).total_seconds()
    unit.record(ended.id, "stood_down", f"Stood down after {lasted:.0f} s; {revoked} temporary places taken back.")
    unit.emit(incident_stood_down(ended, unit.by, lasted, figures))
    return ended


async def _close_callouts(unit: UnitOfWork, incident: Incident) -> None:
    callouts = await unit.store.callouts.of_incident(incident.id)
    await unit.store.callouts.close(incident.id)
    await unit.store.asks.expire_pending(incident.id)
    for callout in callouts:
        unit.cancel(wave_key(unit.brand, callout.id))


async def _revoke_places(unit: UnitOfWork, incident: Incident) -> int:
    granted = await unit.store.places.granted(incident.id)
    finish = timedelta(seconds=(await unit.store.policies.current()).stand_down.finish_seconds)
    finish_by = unit.now + finish if finish else None
    await unit.store.places.revoke(incident.id, unit.now, finish_by)
    for place in granted:
        unit.emit(place_revoked(incident, place, finish_by, "stood_down"))
    return len(granted)


async def figures_of(store: Repositories, incident: Incident, until: datetime, bucket_seconds: int) -> IncidentTotals:
    """The incident's numbers from its first sign to `until`."""
    first = bucket_start((incident.began_at or incident.declared_at).timestamp(), bucket_seconds)
    end = bucket_start(until.timestamp(), bucket_seconds) + bucket_seconds
    counts = (await store.detection.counts(first, end)).values()
    callouts = await store.callouts.of_incident(incident.id)
    return IncidentTotals(
        messages=sum(count.inbound for count in counts),
        peak_per_minute=max((count.inbound for count in counts), default=0) * 60.0 / bucket_seconds,
        negative=sum(count.negative for count in counts),
        known=sum(count.inbound - count.unknown for count in counts),
        reach=sum(count.reach for count in counts),
        volunteers_asked=sum(callout.asked for callout in callouts),
        volunteers_accepted=sum(callout.accepted for callout in callouts),
        pages=await store.pages.count(incident.id),
        counted_from=datetime.fromtimestamp(first, UTC),
        counted_until=until,
    )
