"""What the paged person answers: they take the incident, or cannot, which pages the next level at once."""

from __future__ import annotations

from services.crisis.application.caller import CommandCaller
from services.crisis.application.paging import stage_timer
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.escalation import Stage
from services.crisis.domain.incident import OPEN, acknowledged
from services.crisis.domain.page import IncidentPage, declined, taken
from services.crisis.events import incident_changed, page_acknowledged


async def acknowledge(units: Units, caller: CommandCaller, page_id: str) -> IncidentPage:
    """The paged person takes it; again changes nothing. One who declined before may. Raises Missing for another's."""

    async def work(unit: UnitOfWork) -> IncidentPage:
        page = await _own(unit, caller, page_id)
        if page.state == "acknowledged":
            return page
        page = taken(page, unit.now)
        await unit.store.pages.save(page)
        await _take_command(unit, page)
        return page

    return await units.run(caller.brand, caller.command, caller.person, work)


async def decline(units: Units, caller: CommandCaller, page_id: str) -> IncidentPage:
    """The paged person cannot take it; again changes nothing. When all of a level have declined, the next is paged.

    Raises:
        Missing: The page is another person's.
        PageTaken: This person acknowledged it before.
    """

    async def work(unit: UnitOfWork) -> IncidentPage:
        before = await _own(unit, caller, page_id)
        page = declined(before, unit.now)
        if page is before:
            return page
        await unit.store.pages.save(page)
        incident = await unit.follow(await unit.incident(page.incident))
        unit.record(incident.id, "declined", f"{unit.name_of(unit.by)} cannot take the page.")
        others = await unit.store.pages.of_stage(page.incident, page.round, page.level)
        if not any(each.state == "sent" for each in others if each.id != page.id):
            unit.bring_forward(stage_timer(unit.brand, page.incident, Stage(page.round, page.level)))
        return page

    return await units.run(caller.brand, caller.command, caller.person, work)


async def _own(unit: UnitOfWork, caller: CommandCaller, page_id: str) -> IncidentPage:
    page = await unit.store.pages.find(page_id)
    if page is None or page.person != caller.person:
        raise Missing
    return page


async def _take_command(unit: UnitOfWork, page: IncidentPage) -> None:
    before = await unit.incident(page.incident)
    after = acknowledged(before, unit.by, unit.now) if before.state in OPEN else before
    incident = await unit.follow(before) if after is before else await unit.save(after)
    unit.record(incident.id, "acknowledged", f"{unit.name_of(unit.by)} acknowledged the page.")
    unit.emit(page_acknowledged(incident, page))
    if incident.roles == before.roles:
        return
    unit.record(incident.id, "roles", f"{unit.name_of(unit.by)} is commander, having answered first.")
    unit.emit(incident_changed(incident, "roles", unit.by))
