"""Stories with how they spread, as of now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.crisis.application.repositories import Repositories
from services.crisis.domain.spread import HOUR_SLOTS, StorySpread, spread_of
from services.crisis.domain.story import CountedStory, Story
from services.crisis.domain.watch import WatchRules, horizon
from services.crisis.settings import CrisisSettings


@dataclass(frozen=True, slots=True)
class SpreadingStory:
    """A story and how it spreads."""

    story: Story
    spread: StorySpread


async def spreading(
    store: Repositories, settings: CrisisSettings, now: datetime, counted: Sequence[CountedStory]
) -> list[SpreadingStory]:
    """The stories with their spread up to the last complete slot.

    Late counting is waited for, an hour at most: what is counted only in part would look like a story that fades. A
    growth takes up to a millisecond, so a page of them is worked out beside the event loop.
    """
    slot_seconds = settings.story_slot_seconds()
    rules = WatchRules(slot_seconds, settings.grace_seconds, HOUR_SLOTS * slot_seconds)
    until = horizon(await store.detection.progress(), now, rules) // slot_seconds

    def work() -> list[SpreadingStory]:
        return [
            SpreadingStory(
                each.story,
                spread_of(
                    each.spread, (each.story.first_at, each.story.last_at), until, slot_seconds, settings.time_scale
                ),
            )
            for each in counted
        ]

    return await asyncio.to_thread(work)
