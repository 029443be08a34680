"""Paging under the escalation policy: pages, calls of webhooks and time-outs are rows, so a crash loses none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.ids import derived_id
from services.crisis.application.level_notices import raise_level_notices
from services.crisis.application.notices import raise_page_notices
from services.crisis.application.recipients import called_webhooks, recipients
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.escalation import FIRST, EscalationLevel, EscalationPolicy, Stage, next_stage, page_calls
from services.crisis.domain.escalation_webhook import EscalationWebhook
from services.crisis.domain.incident import OPEN, Incident
from services.crisis.domain.page import IncidentPage, overdue

LOOK_AGAIN_SECONDS = 60.0  # where a whole round reaches nobody: hours begin, and severity may rise


async def page_first(unit: UnitOfWork, incident: Incident, policy: EscalationPolicy) -> None:
    """Page the first level of a new incident that reaches somebody."""
    if not policy.levels:
        unit.record(incident.id, "pages", "The escalation policy names nobody to page.")
        return
    reach = await _reach(unit, incident, policy, FIRST)
    _record_passed(unit, incident, reach)
    await _page(unit, incident, policy, reach)


async def escalate(unit: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """Page the next level, under the policy the escalation began with, unless a person acknowledged in time."""
    incident = await unit.incident(payload["incident"])
    if incident.state not in OPEN or incident.acknowledged_by is not None:
        return
    policy = EscalationPolicy.unpacked(payload["policy"])
    stage: Stage | None = Stage(payload["round"], payload["level"])
    waits = payload.get("waits", False)
    if stage is not None and not waits:
        await _note_overdue(unit, incident, stage)
        stage = next_stage(policy, stage)
    if stage is None:
        unit.record(incident.id, "pages", "Everybody was paged in every round; nobody acknowledged.")
        return
    reach = await _reach(unit, incident, policy, stage)
    if not waits or reach.anybody:
        incident = await unit.follow(incident)
        _record_passed(unit, incident, reach)
    await _page(unit, incident, policy, reach)


async def _note_overdue(unit: UnitOfWork, incident: Incident, stage: Stage) -> None:
    for page in await unit.store.pages.of_stage(incident.id, stage.round, stage.level):
        if (after := overdue(page, unit.now)) != page:
            await unit.store.pages.save(after)


@dataclass(frozen=True, slots=True)
class _Reach:
    """The first level from a stage on that reaches somebody, and those passed over; nobody where a round has none."""

    stage: Stage
    passed: Sequence[tuple[Stage, EscalationLevel]]
    persons: Sequence[str] = ()
    webhooks: Sequence[EscalationWebhook] = ()

    @property
    def anybody(self) -> bool:
        """Whether the level reaches somebody; a webhook counts, though only a person acknowledges."""
        return bool(self.persons or self.webhooks)


async def _reach(unit: UnitOfWork, incident: Incident, policy: EscalationPolicy, first: Stage) -> _Reach:
    stage: Stage | None = first
    passed: list[tuple[Stage, EscalationLevel]] = []
    while stage is not None and len(passed) < len(policy.levels):
        level = policy.levels[stage.level - 1]
        if not level.closed(incident.severity, unit.now):
            reach = _Reach(stage, passed, await recipients(unit, level), await called_webhooks(unit, level))
            if reach.anybody:
                return reach
        passed.append((stage, level))
        stage = next_stage(policy, stage)
    return _Reach(first, passed)


def _record_passed(unit: UnitOfWork, incident: Incident, reach: _Reach) -> None:
    why = {"severity": "is for graver incidents", "hours": "is for other hours", None: "reaches nobody now"}
    for stage, level in reach.passed:
        reason = why[level.closed(incident.severity, unit.now)]
        unit.record(incident.id, "passed_over", f"Level {stage.level} {reason} (round {stage.round}).")
    if not reach.anybody:
        unit.record(incident.id, "pages", "No level reaches anybody now; it is looked at again every minute.")


async def _page(unit: UnitOfWork, incident: Incident, policy: EscalationPolicy, reach: _Reach) -> None:
    """Page the people of a stage, call its webhooks, and set its timer; for nobody, the timer that looks again."""
    stage = reach.stage
    if not reach.anybody:
        _schedule(unit, incident, policy, stage, LOOK_AGAIN_SECONDS, waits=True)
        return
    pages = [
        IncidentPage(
            id=call.id,
            incident=incident.id,
            title=incident.title,
            severity=incident.severity,
            person=call.person,
            level=stage.level,
            round=stage.round,
            sent_at=unit.now,
        )
        for call in page_calls(reach.persons, incident.id, stage, derived_id)
    ]
    for page in pages:
        await unit.notifier.send(unit, incident, page)
        unit.record(
            incident.id, "paged", f"Paged {unit.name_of(page.person)} (level {page.level}, round {page.round})."
        )
    await raise_page_notices(unit, incident, pages, policy.pages_per_hour)
    await raise_level_notices(unit, incident, stage, reach.webhooks)
    _schedule(unit, incident, policy, stage, policy.levels[stage.level - 1].timeout_seconds)


def _schedule(
    unit: UnitOfWork, incident: Incident, policy: EscalationPolicy, stage: Stage, seconds: float, *, waits: bool = False
) -> None:
    """Set the timer of a stage; one that `waits` has paged nobody yet."""
    unit.schedule(
        stage_timer(unit.brand, incident.id, stage),
        "page",
        seconds,
        incident=incident.id,
        round=stage.round,
        level=stage.level,
        policy=policy.packed(),
        waits=waits,
    )


def stage_timer(brand: str, incident: str, stage: Stage) -> str:
    """The key of the timer that is due when nobody took the pages of a stage in time."""
    return f"page/{brand}/{incident}/{stage.round}/{stage.level}"
