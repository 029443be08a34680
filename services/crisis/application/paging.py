"""Paging under the escalation policy: pages and their time-outs are rows, so a crash loses none; a yes stops it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chassis.timers import DueTimer
from contracts.crisis import IncidentChanged, PageAcknowledged, PageSent
from contracts.ids import derived_id
from services.crisis.application.unit import Missing, Parts, Unit, each_due, in_unit
from services.crisis.domain.escalation import (
    FIRST,
    EscalationPolicy,
    Level,
    Stage,
    next_stage,
    pages,
    timeout_seconds,
)
from services.crisis.domain.incident import OPEN, Incident, acknowledged


async def page_first(unit: Unit, incident: Incident, policy: EscalationPolicy) -> None:
    """Page the first level of a new incident."""
    if policy.levels:
        await _page(unit, incident, policy, FIRST)
    else:
        unit.tell(incident.id, "pages", "The escalation policy names nobody to page.")


async def _page(unit: Unit, incident: Incident, policy: EscalationPolicy, stage: Stage) -> None:
    for page in pages(policy, incident.id, stage, derived_id):
        row = unit.store["pages"].insert(
            unit.brand,
            page.id,
            {
                "page": page.id,
                "incident": incident.id,
                "title": incident.title,
                "severity": incident.severity,
                "person": page.person,
                "level": stage.level,
                "round": stage.round,
                "state": "sent",
                "listed_at": unit.now,
            },
        )
        await unit.store["pages"].write([row], session=unit.session)
        unit.emit(
            PageSent,
            page.id,
            incident.id,
            incident.version,
            incident=incident.id,
            level=stage.level,
            person=page.person,
            page=page.id,
        )
        unit.tell(incident.id, "paged", f"Paged {page.person} (level {stage.level}, round {stage.round}).")
    unit.later(
        f"page/{unit.brand}/{incident.id}/{stage.round}/{stage.level}",
        "page",
        timeout_seconds(policy, stage),
        incident=incident.id,
        round=stage.round,
        level=stage.level,
        policy={
            "rounds": policy.rounds,
            "levels": [[list(level.persons), level.timeout_seconds] for level in policy.levels],
        },
    )


class OnPageTimeout:
    """Timer handler: nobody acknowledged in time, so the next level is paged, under the policy it began with."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Escalate each."""
        await each_due(self._parts, due, "escalation", self._escalate)

    async def _escalate(self, unit: Unit, timer: DueTimer) -> None:
        await self._parts.timers.done(timer, unit.session)
        incident = await unit.incident(timer.payload["incident"])
        if incident.state not in OPEN or incident.acknowledged_by is not None:
            return
        policy = _policy(timer.payload["policy"])
        following = next_stage(policy, Stage(timer.payload["round"], timer.payload["level"]))
        if following is None:
            unit.tell(incident.id, "pages", "Everybody was paged in every round; nobody acknowledged.")
            return
        incident = await unit.keep(incident)
        await _page(unit, incident, policy, following)


def _policy(payload: dict[str, Any]) -> EscalationPolicy:
    levels = tuple(Level(tuple(persons), seconds) for persons, seconds in payload["levels"])
    return EscalationPolicy(levels, payload["rounds"])


async def acknowledge(parts: Parts, brand: str, cause: str, person: str, page_id: str) -> dict[str, Any]:
    """The paged person takes it; again changes nothing. Raises Missing for another person's page."""

    async def work(unit: Unit) -> dict[str, Any]:
        page = await unit.store["pages"].get(brand, page_id, session=unit.session)
        if page is None or page["person"] != person:
            raise Missing
        if page["state"] == "acknowledged":
            return page
        done = {"state": "acknowledged", "acknowledged_at": unit.now}
        await unit.store["pages"].write(
            [unit.store["pages"].update(brand, page_id, {"$set": done})], session=unit.session
        )
        await _take_command(unit, page, unit.now)
        return {**page, **done}

    return await in_unit(parts, brand, cause, person, work)


async def _take_command(unit: Unit, page: dict[str, Any], at: datetime) -> None:
    before = await unit.incident(page["incident"])
    incident = await unit.keep(acknowledged(before, unit.by, at) if before.state in OPEN else before)
    unit.tell(incident.id, "acknowledged", f"{unit.by} acknowledged the page.")
    unit.emit(
        PageAcknowledged,
        page["page"],
        incident.id,
        incident.version,
        incident=incident.id,
        person=unit.by,
        page=page["page"],
    )
    if incident.roles != before.roles:
        unit.tell(incident.id, "roles", f"{unit.by} is commander, having answered first.")
        unit.emit(
            IncidentChanged,
            "roles",
            incident.id,
            incident.version,
            incident=incident.id,
            state=incident.state,
            severity=incident.severity,
            change="roles",
            by=unit.by,
            roles=incident.roles,
        )
