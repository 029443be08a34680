"""The timers of guidelines and reading campaigns: a version comes in force, a campaign comes due, a reminder."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog

from chassis.errors import Fenced, Unavailable, VersionConflict
from chassis.retrying import on_conflict
from chassis.timers import DueTimer
from services.inbox.application.campaign_walk import CampaignWalk
from services.inbox.application.timers import CAMPAIGN_TIMER, GUIDELINE_TIMER, REMINDER_TIMER

log = structlog.get_logger()


class OnGuidelineDue:
    """Hands each timer of one kind to its step, which finishes or moves it."""

    def __init__(self, step: Callable[[DueTimer], Awaitable[None]]) -> None:
        self._step = step

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take up a batch, one after the other; what somebody answered meanwhile is read again."""
        for timer in due:
            try:
                await on_conflict(partial(self._step, timer))
            except Fenced:
                continue  # moved meanwhile: nothing was written, and the row as it is now is next
            except (Unavailable, VersionConflict):
                raise
            except Exception as failure:  # one brand's bug must not hold up the others; the timer comes again
                log.error("guideline_timer_failed", kind=timer.kind, brand=timer.brand, error=type(failure).__name__)


def on_guideline_due(walk: CampaignWalk) -> dict[str, OnGuidelineDue]:
    """The handlers by kind of timer."""
    return {
        GUIDELINE_TIMER: OnGuidelineDue(walk.in_force),
        CAMPAIGN_TIMER: OnGuidelineDue(walk.step),
        REMINDER_TIMER: OnGuidelineDue(walk.remind),
    }
