"""Calls of the webhooks of a level: notices of no person, raised in one transaction with the pages of the level."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.crisis.application.notices import ToTell, raise_notices
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.escalation import Stage
from services.crisis.domain.escalation_webhook import EscalationWebhook
from services.crisis.domain.incident import Incident
from services.crisis.domain.notice import LONGEST


def of_level(incident: Incident, webhook: EscalationWebhook, stage: Stage, now: datetime) -> ToTell:
    """A webhook is told of each level that names it, in each round, for an hour at most."""
    return ToTell(
        kind="level",
        about=incident.id,
        person=None,
        title=incident.title,
        ends_at=now + LONGEST,
        severity=incident.severity,
        incident=incident.id,
        occasion=f"{stage.round}/{stage.level}",
        webhook=webhook.id,
        stage=stage,
    )


async def raise_level_notices(
    unit: UnitOfWork, incident: Incident, stage: Stage, webhooks: Sequence[EscalationWebhook]
) -> None:
    """Call the webhooks of a level that an escalation is at."""
    await raise_notices(unit, [of_level(incident, webhook, stage, unit.now) for webhook in webhooks])
    for webhook in webhooks:
        text = f"Called webhook {webhook.name} (level {stage.level}, round {stage.round})."
        unit.record(incident.id, "called", text)
