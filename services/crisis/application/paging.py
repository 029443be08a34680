"""Paging under the escalation policy: pages and their time-outs are rows, so a crash loses none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.ids import derived_id
from services.crisis.application.caller import CommandCaller
from services.crisis.application.notices import of_page, raise_notices
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.escalation import FIRST, EscalationPolicy, Stage, next_stage, page_calls, timeout_seconds
from services.crisis.domain.incident import OPEN, Incident, acknowledged
from services.crisis.domain.page import IncidentPage, taken
from services.crisis.events import incident_changed, page_acknowledged


async def page_first(unit: UnitOfWork, incident: Incident, policy: EscalationPolicy) -> None:
    """Page the first level of a new incident."""
    if policy.levels:
        await _page(unit, incident, policy, FIRST)
    else:
        unit.record(incident.id, "pages", "The escalation policy names nobody to page.")


async def _page(unit: UnitOfWork, incident: Incident, policy: EscalationPolicy, stage: Stage) -> None:
    told = []
    for call in page_calls(policy, incident.id, stage, derived_id):
        page = IncidentPage(
            id=call.id,
            incident=incident.id,
            title=incident.title,
            severity=incident.severity,
            person=call.person,
            level=stage.level,
            round=stage.round,
            sent_at=unit.now,
        )
        await unit.notifier.send(unit, incident, page)
        told.append(of_page(page))
        unit.record(
            incident.id, "paged", f"Paged {unit.name_of(page.person)} (level {page.level}, round {page.round})."
        )
    await raise_notices(unit, incident, told)
    unit.schedule(
        f"page/{unit.brand}/{incident.id}/{stage.round}/{stage.level}",
        "page",
        timeout_seconds(policy, stage),
        incident=incident.id,
        round=stage.round,
        level=stage.level,
        policy=policy.packed(),
    )


async def escalate(unit: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """Page the next level, under the policy the escalation began with, unless a person acknowledged in time."""
    incident = await unit.incident(payload["incident"])
    if incident.state not in OPEN or incident.acknowledged_by is not None:
        return
    policy = EscalationPolicy.unpacked(payload["policy"])
    following = next_stage(policy, Stage(payload["round"], payload["level"]))
    if following is None:
        unit.record(incident.id, "pages", "Everybody was paged in every round; nobody acknowledged.")
        return
    await _page(unit, await unit.follow(incident), policy, following)


async def acknowledge(units: Units, caller: CommandCaller, page_id: str) -> IncidentPage:
    """The paged person takes it; again changes nothing. Raises Missing for another person's page."""

    async def work(unit: UnitOfWork) -> IncidentPage:
        page = await unit.store.pages.find(page_id)
        if page is None or page.person != caller.person:
            raise Missing
        if page.state == "acknowledged":
            return page
        page = taken(page, unit.now)
        await unit.store.pages.save(page)
        await _take_command(unit, page)
        return page

    return await units.run(caller.brand, caller.command, caller.person, work)


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
