"""Stories with how they spread, as of now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.crisis.application.repositories import Repositories
from services.crisis.domain.severity import Severity, SeverityRules, SurgeFigures, severity_of
from services.crisis.domain.spread import HOUR_SLOTS, StorySpread, spread_of
from services.crisis.domain.story import CountedStory, Story
from services.crisis.domain.watch import WatchRules, horizon
from services.crisis.settings import CrisisSettings


@dataclass(frozen=True, slots=True)
class SpreadingStory:
    """A story, how it spreads, and how severe it is by what its messages sound like."""

    story: Story
    spread: StorySpread
    severity: Severity


async def spreading(
    store: Repositories, settings: CrisisSettings, now: datetime, counted: Sequence[CountedStory]
) -> list[SpreadingStory]:
    """The stories with their spread up to the last complete slot.

    Late counting is waited for, an hour at most: what is counted only in part would look like a story that fades. A
    growth takes up to a millisecond, so a page of them is worked out beside the event loop.
    """
    until = await complete_slot(store, settings, now)
    rules = (await store.policies.current()).severity
    return await asyncio.to_thread(lambda: [spreading_story(each, until, settings, rules) for each in counted])


async def complete_slot(store: Repositories, settings: CrisisSettings, now: datetime) -> int:
    """The number of the slot before which all are complete."""
    slot_seconds = settings.story_slot_seconds()
    rules = WatchRules(slot_seconds, settings.grace_seconds, HOUR_SLOTS * slot_seconds)
    return horizon(await store.detection.progress(), now, rules) // slot_seconds


def spreading_story(
    counted: CountedStory, until: int, settings: CrisisSettings, rules: SeverityRules
) -> SpreadingStory:
    """A story with its spread up to the slot of number `until`; up to a millisecond of rules.

    Its severity is by anger alone, as that of its signal (ADR 0076): how loud the brand is, is the total's matter.
    """
    story = counted.story
    told = (story.first_at, story.last_at)
    spread = spread_of(counted.spread, told, until, settings.story_slot_seconds(), settings.time_scale)
    return SpreadingStory(story, spread, severity_of(SurgeFigures(1.0, spread.tones.opposition), rules))
