"""Stand-down: places and rights go back, callouts close, the numbers are frozen, the review can be read."""

from __future__ import annotations

from datetime import datetime, timedelta

from contracts.crisis import IncidentStoodDown, PlaceRevoked
from services.crisis.application.callouts import wave_key
from services.crisis.application.unit import Unit
from services.crisis.domain.callout import Callout
from services.crisis.domain.incident import Figures, Incident, stood_down
from services.crisis.domain.tally import bucket_start
from services.crisis.persistence.store import MOST


async def stand_down(unit: Unit, incident: Incident) -> Incident:
    """End an incident and take back everything it gave, in this unit's transaction; raises NotAllowed."""
    ended = await unit.keep(stood_down(incident, unit.by, unit.now, await figures_of(unit, incident, unit.now)))
    await _close_callouts(unit, ended)
    revoked = await _revoke_places(unit, ended)
    figures = ended.figures or Figures()
    lasted = (unit.now - ended.declared_at).total_seconds()
    unit.tell(ended.id, "stood_down", f"Stood down after {lasted:.0f} s; {revoked} temporary places taken back.")
    unit.emit(
        IncidentStoodDown,
        "stood_down",
        ended.id,
        ended.version,
        incident=ended.id,
        by=unit.by,
        lasted_seconds=lasted,
        volunteers=figures.volunteers_accepted,
        messages=figures.messages,
    )
    return ended


async def _close_callouts(unit: Unit, incident: Incident) -> None:
    callouts, asks = unit.store["callouts"], unit.store["asks"]
    open_ones = await unit.store.many("callouts", Callout, unit.brand, {"incident": incident.id}, unit.session)
    of_incident = {"incident": incident.id}
    await callouts.write(
        [callouts.update_where(unit.brand, of_incident, {"$set": {"state": "closed"}}, many=True)],
        session=unit.session,
    )
    pending = {"incident": incident.id, "state": "asked"}
    await asks.write(
        [asks.update_where(unit.brand, pending, {"$set": {"state": "no_answer"}}, many=True)], session=unit.session
    )
    await unit.parts.timers.cancel([wave_key(unit.brand, callout.id) for callout in open_ones], unit.session)


async def _revoke_places(unit: Unit, incident: Incident) -> int:
    places = unit.store["places"]
    held = {"incident": incident.id, "state": "granted"}
    granted = await places.find(unit.brand, held, limit=MOST, session=unit.session)
    finish = timedelta(seconds=(await unit.store.policy(unit.brand, unit.session)).stand_down.finish_seconds)
    change = {"$set": {"state": "revoked", "revoked_at": unit.now}}
    await places.write([places.update_where(unit.brand, held, change, many=True)], session=unit.session)
    for place in granted:
        unit.emit(
            PlaceRevoked,
            place["employee"],
            incident.id,
            incident.version,
            incident=incident.id,
            employee=place["employee"],
            finish_by=unit.now + finish if finish else None,
            reason="stood_down",
        )
    return len(granted)


async def figures_of(unit: Unit, incident: Incident, until: datetime) -> Figures:
    """The incident's numbers from its beginning to `until`."""
    length = unit.parts.settings.bucket_seconds
    first = bucket_start((incident.began_at or incident.declared_at).timestamp(), length)
    end = bucket_start(until.timestamp(), length) + length
    counts = (await unit.store.counts(unit.brand, first, end, unit.session)).values()
    callouts = await unit.store.many("callouts", Callout, unit.brand, {"incident": incident.id}, unit.session)
    pages = await unit.store["pages"].find(
        unit.brand, {"incident": incident.id}, projection={"_id": 1}, limit=MOST, session=unit.session
    )
    return Figures(
        messages=sum(count.inbound for count in counts),
        peak_per_minute=max((count.inbound for count in counts), default=0) * 60.0 / length,
        negative=sum(count.negative for count in counts),
        known=sum(count.inbound - count.unknown for count in counts),
        reach=sum(count.reach for count in counts),
        volunteers_asked=sum(callout.asked for callout in callouts),
        volunteers_accepted=sum(callout.accepted for callout in callouts),
        pages=len(pages),
    )
