"""The timers of guidelines and reading campaigns: a version comes in force, a campaign comes due, a reminder."""

from __future__ import annotations

from services.inbox.application.campaign_walk import CampaignWalk
from services.inbox.application.timers import CAMPAIGN_TIMER, GUIDELINE_TIMER, REMINDER_TIMER
from services.inbox.timers.steps import OnStepDue


def on_guideline_due(walk: CampaignWalk) -> dict[str, OnStepDue]:
    """The handlers by kind of timer."""
    return {
        GUIDELINE_TIMER: OnStepDue(walk.in_force),
        CAMPAIGN_TIMER: OnStepDue(walk.step),
        REMINDER_TIMER: OnStepDue(walk.remind),
    }
