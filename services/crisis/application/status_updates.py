"""Updates of an incident for the whole company: written, the next one promised, and told as late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.crisis.application.caller import CommandCaller
from services.crisis.application.incident_change import change_incident
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.incident import OPEN, Incident, update_is_late, updated
from services.crisis.domain.status_update import StatusUpdate
from services.crisis.events import incident_changed

UPDATE_TIMER = "update"


class StatusUpdateCommands:
    """The commands on updates."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def write(self, caller: CommandCaller, incident: str, text: str, next_at: datetime | None) -> Incident:
        """Tell the company how it stands, and when it is told more; raises NextUpdatePast."""

        def rule(before: Incident, unit: UnitOfWork) -> Incident:
            after = updated(before, StatusUpdate(text, unit.now, caller.person, next_at))
            schedule_update(unit, after)
            return after

        promised = f" The next one comes by {next_at:%Y-%m-%d %H:%M} UTC." if next_at else ""
        return await change_incident(self._units, caller, incident, "update", rule, f"Update: {text}{promised}")


def schedule_update(unit: UnitOfWork, incident: Incident) -> None:
    """Set the timer of the update that is due, or cancel it where none is."""
    due = incident.update_due_at
    if due is None:
        unit.cancel(_key(unit.brand, incident.id))
    else:
        unit.schedule(
            _key(unit.brand, incident.id), UPDATE_TIMER, (due - unit.now).total_seconds(), incident=incident.id
        )


async def fulfil_first_update(unit: UnitOfWork, incident: Incident, text: str, by: str) -> None:
    """Take what the brand has told the public for the first update, where the company still waits for it."""
    if incident.update is not None or incident.update_due_at is None or incident.state not in OPEN:
        return
    following = await unit.save(updated(incident, StatusUpdate(text, unit.now, by)))
    schedule_update(unit, following)
    unit.record(incident.id, "update", "The published statement is the first update for the company.")
    unit.emit(incident_changed(following, "update", by))


async def update_is_due(unit: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """Say that the update is late, unless it was written, or the incident is over."""
    incident = await unit.incident(payload["incident"])
    if not update_is_late(incident, unit.now):
        return
    following = await unit.follow(incident)
    first = "The first update" if incident.update is None else "The next update"
    unit.record(incident.id, "update_late", f"{first} for the company is late.")
    unit.emit(incident_changed(following, "update_late", unit.by))


def _key(brand: str, incident: str) -> str:
    return f"update/{brand}/{incident}"
