"""The events of guidelines and their reading campaigns."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from contracts import guideline as contract
from contracts.ids import derived_id
from services.inbox.domain.campaign import Acceptance, Campaign
from services.inbox.domain.guideline import Guideline
from services.inbox.domain.guideline_scope import Applies

VERSIONS_OF_A_CAMPAIGN = 1_000_000  # a person's changes of one campaign, all below those of the next


def acceptance_changed(campaign: Campaign, acceptance: Acceptance, at: datetime) -> contract.AcceptanceChanged:
    """What a person said to a campaign, or what follows from their silence."""
    version = campaign.number * VERSIONS_OF_A_CAMPAIGN + acceptance.version
    return contract.AcceptanceChanged(
        id=derived_id(campaign.brand, "acceptance", acceptance.person, str(version)),
        brand=campaign.brand,
        subject=acceptance.person,
        version=version,
        at=at,
        person=acceptance.person,
        department=acceptance.department,
        campaign=campaign.number,
        guideline_version=campaign.guideline_version,
        text_hash=campaign.text_hash,
        state=acceptance.state,
        may_answer=acceptance.told_may_answer,
    )


def acceptance_reminder(campaign: Campaign, people: int, pending: int, at: datetime) -> contract.AcceptanceReminder:
    """A campaign has people who still have to answer; `at` is when it was to be told."""
    return contract.AcceptanceReminder(
        id=derived_id(campaign.brand, "reminder", str(campaign.number), at.isoformat()),
        brand=campaign.brand,
        subject=f"campaign:{campaign.number}",
        version=int(at.timestamp()),
        at=at,
        campaign=campaign.number,
        guideline_version=campaign.guideline_version,
        due_at=campaign.due_at,
        people=people,
        pending=pending,
    )


def guideline_changed(brand: str, guideline: Guideline, at: datetime) -> contract.GuidelineChanged:
    """What a new version of the guideline asks of authors, each certificate with the freedoms that lift it."""
    return contract.GuidelineChanged(
        id=derived_id(brand, "guideline", str(guideline.version)),
        brand=brand,
        subject="guideline",
        version=guideline.version,
        at=at,
        certificates=tuple(
            contract.CertificateDemand(
                certificate=rule.certificate,
                where=_condition(rule.applies),
                lifted=tuple(_condition(each.applies) for each in guideline.freedoms if rule.id in each.lifts),
            )
            for rule in guideline.certificates
        ),
    )


def _condition(applies: Applies) -> contract.GuidelineCondition:
    return contract.GuidelineCondition.model_validate(asdict(applies))
