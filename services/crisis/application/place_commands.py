"""Volunteers leave before the end: their place is taken back, what they hold may be finished, and others are asked."""

from __future__ import annotations

from datetime import timedelta

from services.crisis.application.answers import bring_wave_forward
from services.crisis.application.caller import CommandCaller
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.callout import left
from services.crisis.domain.place import SurgePlace, given_back
from services.crisis.events import place_revoked


class NoPlaceThere(Exception):
    """The caller has no place in this incident."""


async def leave(units: Units, caller: CommandCaller, incident_id: str) -> SurgePlace:
    """Give the caller's own place in an incident back; one that is taken back already stays as it is.

    Raises:
        Missing: There is no such incident.
        NoPlaceThere: They have no place in it.
    """

    async def work(unit: UnitOfWork) -> SurgePlace:
        incident = await unit.incident(incident_id)
        place = await unit.store.places.find(incident_id, caller.person)
        if place is None:
            raise NoPlaceThere
        if place.state == "revoked":
            return place
        incident = await unit.follow(incident)
        finish = timedelta(seconds=(await unit.store.policies.current()).stand_down.finish_seconds)
        gone = given_back(place, unit.now, unit.now + finish if finish else None)
        await unit.store.places.save(gone)
        unit.emit(place_revoked(incident, gone, gone.finish_by, "withdrawn"))
        unit.record(incident.id, "left", f"{unit.name_of(caller.person)} left before the end.")
        callout = await unit.store.callouts.find(place.callout)
        if callout is not None:
            fewer = left(callout, unit.now)
            await unit.store.callouts.save(fewer)
            await bring_wave_forward(unit, fewer)
        return gone

    return await units.run(caller.brand, caller.command, caller.person, work)
