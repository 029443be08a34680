"""How a brand spreads, and an incident: its stories, each and together, and the brand where it is about all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.crisis.application.repositories import Repositories
from services.crisis.application.spreading import SpreadingStory, complete_slot, spreading_story
from services.crisis.domain.brand_spread import BrandSlots, BrandSpread, brand_span, brand_spread
from services.crisis.domain.incident import Incident
from services.crisis.domain.severity import Severity, SurgeFigures, severity_of
from services.crisis.domain.signal import Signal
from services.crisis.domain.spread import StorySpread, spread_of
from services.crisis.domain.spread_counts import SLOTS_KEPT, together
from services.crisis.domain.story import CountedStory
from services.crisis.settings import CrisisSettings

STORIES_MOST = 50  # of one incident, the largest: a growth takes up to a millisecond each


@dataclass(frozen=True, slots=True)
class IncidentSpread:
    """The spread of an incident; `brand` is None where it is about stories alone, `together` where it has none.

    A message of a story is one of the brand too: the two are beside each other, and are not to be added up.
    """

    incident: Incident
    until: datetime
    brand: BrandSpread | None
    together: StorySpread | None
    stories: Sequence[SpreadingStory]


@dataclass(frozen=True, slots=True)
class CurrentSpread:
    """The spread of a brand of the last half day, and how severe it is by what its messages sound like."""

    spread: BrandSpread
    severity: Severity


async def spread_of_brand(store: Repositories, settings: CrisisSettings, now: datetime) -> CurrentSpread:
    """The spread of a brand up to the last complete slot; half a day of buckets is read."""
    complete, slot_seconds = await complete_slot(store, settings, now), settings.story_slot_seconds()
    slots = await _brand_slots(store, range(complete - SLOTS_KEPT, complete), slot_seconds)
    rules = (await store.policies.current()).severity
    spread = await asyncio.to_thread(brand_spread, slots, slot_seconds, settings.time_scale)
    return CurrentSpread(spread, severity_of(SurgeFigures(1.0, spread.tones.opposition), rules))


async def spread_of_incident(
    store: Repositories, settings: CrisisSettings, now: datetime, incident: Incident
) -> IncidentSpread:
    """The spread of an incident up to the last complete slot, or to its end; of stories as far as they are kept.

    Some reads by key, and for the brand half a day of buckets, however long the incident lasts.
    """
    signals = await store.signals.many(incident.signals)
    complete = await complete_slot(store, settings, now)
    slot_seconds = settings.story_slot_seconds()
    span = brand_span(incident.began_at or incident.declared_at, incident.stood_down_at, complete, slot_seconds)
    named = {signal.story for signal in signals if signal.story is not None}
    found = sorted(await store.stories.many(named), key=lambda each: (-each.story.messages, each.story.id))
    stories = found[:STORIES_MOST]
    rules = (await store.policies.current()).severity
    slots = await _brand_slots(store, span, slot_seconds) if is_of_brand(signals) else None

    def work() -> IncidentSpread:
        return IncidentSpread(
            incident,
            datetime.fromtimestamp(span.stop * slot_seconds, UTC),
            None if slots is None else brand_spread(slots, slot_seconds, settings.time_scale),
            _together(stories, span.stop, settings),
            [spreading_story(each, span.stop, settings, rules) for each in stories],
        )

    return await asyncio.to_thread(work)


def is_of_brand(signals: Sequence[Signal]) -> bool:
    """Whether an incident is about the whole brand: declared without a signal, or by one that is of no story."""
    return any(signal.story is None for signal in signals) or not signals


def _together(stories: Sequence[CountedStory], until: int, settings: CrisisSettings) -> StorySpread | None:
    if not stories:
        return None
    first = min(each.story.first_at for each in stories)
    last = max(each.story.last_at for each in stories)
    whole = together(each.spread for each in stories)
    return spread_of(whole, (first, last), until, settings.story_slot_seconds(), settings.time_scale)


async def _brand_slots(store: Repositories, span: range, slot_seconds: int) -> BrandSlots:
    first, end = (span.stop - SLOTS_KEPT) * slot_seconds, span.stop * slot_seconds
    sums = await store.detection.sums(first, end, slot_seconds)
    oldest = await store.detection.oldest_bucket()
    return BrandSlots(
        span,
        {start // slot_seconds: count for start, count in sums.items()},
        await store.detection.crossings(span.start * slot_seconds, end),
        None if oldest is None else datetime.fromtimestamp(oldest, UTC),
    )
