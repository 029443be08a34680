"""Thanks are given by a person once an incident is over; a timer tells everybody who had a place, a page at a time."""

from __future__ import annotations

from dataclasses import replace

from services.crisis.application.caller import CommandCaller
from services.crisis.application.notices import of_thanks, raise_notices
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.incident import check
from services.crisis.domain.thanks import ThankedAlready, Thanks, told

THANKS_TIMER = "thanks"
TOLD_AT_ONCE = 200
"""People told in one transaction: some hundred milliseconds, in which no page of the brand waits long."""


class ThanksCommands:
    """The command by which a person gives thanks; nothing else gives any."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def give(self, caller: CommandCaller, incident_id: str, text: str) -> Thanks:
        """Thank everybody who had a place in an incident, once; the same command again gives what it gave.

        Raises:
            Missing: There is no such incident.
            IncidentNotAllowed: It is not over.
            ThankedAlready: Another command gave thanks before.
        """

        async def work(unit: UnitOfWork) -> Thanks:
            incident = await unit.incident(incident_id)
            check(incident, "thanks")
            before = await unit.store.thanks.of(incident_id)
            if before is not None:
                if before.command != caller.command:
                    raise ThankedAlready
                return before
            thanks = Thanks(incident_id, text, caller.person, unit.now, caller.command)
            await unit.store.thanks.add(thanks)
            await unit.follow(incident)
            unit.record(incident_id, "thanks", f"{unit.name_of(caller.person)} thanked everybody who had a place.")
            _schedule(unit, incident_id)
            return thanks

        return await self._units.run(caller.brand, caller.command, caller.person, work)


async def tell_next(unit: UnitOfWork, incident_id: str) -> None:
    """Tell the next of those who had a place; who has left the company is passed over."""
    thanks = await unit.store.thanks.of(incident_id)
    if thanks is None or thanks.finished_at is not None:
        return
    incident = await unit.incident(incident_id)
    places = await unit.store.places.by_employee(incident_id, thanks.told_up_to, TOLD_AT_ONCE)
    if not places:
        await unit.store.thanks.save(replace(thanks, finished_at=unit.now))
        return
    persons = [each.employee for each in places if not unit.people.has_left(unit.brand, each.employee)]
    by_name = unit.name_of(thanks.by)
    await raise_notices(unit, [of_thanks(incident, thanks, person, by_name) for person in persons])
    await unit.store.thanks.save(told(thanks, len(persons), places[-1].employee))
    _schedule(unit, incident_id)


def _schedule(unit: UnitOfWork, incident: str) -> None:
    unit.schedule(f"thanks/{unit.brand}/{incident}", THANKS_TIMER, 0.0, incident=incident)
