"""The timers of guidelines and reading campaigns: a version comes in force, a campaign comes due, a reminder."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from chassis.errors import Fenced
from chassis.retrying import on_conflict
from chassis.timers import DueTimer
from services.inbox.application.campaign_walk import CampaignWalk
from services.inbox.application.timers import CAMPAIGN_TIMER, GUIDELINE_TIMER, REMINDER_TIMER


class OnGuidelineDue:
    """Hands each timer of one kind to its step, which finishes or moves it."""

    def __init__(self, step: Callable[[DueTimer], Awaitable[None]]) -> None:
        self._step = step

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take up a batch, one after the other; what somebody answered meanwhile is read again."""
        for timer in due:
            with contextlib.suppress(Fenced):  # moved meanwhile: nothing was written, and the row as it is now is next
                await on_conflict(partial(self._step, timer))


def on_guideline_due(walk: CampaignWalk) -> dict[str, OnGuidelineDue]:
    """The handlers by kind of timer."""
    return {
        GUIDELINE_TIMER: OnGuidelineDue(walk.in_force),
        CAMPAIGN_TIMER: OnGuidelineDue(walk.step),
        REMINDER_TIMER: OnGuidelineDue(walk.remind),
    }
