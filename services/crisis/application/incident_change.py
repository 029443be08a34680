"""What every command that changes an incident has in common: allowed, changed, told and written in one unit of work."""

from __future__ import annotations

from collections.abc import Callable

from services.crisis.application.caller import CommandCaller, incident_for
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.incident import Command, Incident
from services.crisis.events import incident_changed


async def change_incident(
    units: Units,
    caller: CommandCaller,
    incident: str,
    command: Command,
    rule: Callable[[Incident, UnitOfWork], Incident],
    text: str | Callable[[Incident], str] | None = None,
) -> Incident:
    """Write what `rule` makes of an incident, with `text` in its timeline; the same one is not written.

    Raises:
        Missing, StaleVersion, IncidentNotAllowed: As of any command; and what `rule` raises.
    """

    async def work(unit: UnitOfWork) -> Incident:
        before = await incident_for(unit, caller, incident, command)
        after = rule(before, unit)
        if after is before:
            return before
        following = await unit.save(after)
        words = text(following) if callable(text) else text
        unit.record(incident, command, words or f"The incident is {following.state}.")
        unit.emit(incident_changed(following, command, caller.person))
        return following

    return await units.run(caller.brand, caller.command, caller.person, work)
