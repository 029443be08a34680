"""How what people say of a brand spreads: the words of a story's spread, from the counts of all its messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from services.crisis.domain.spread import ReachGrowth, StoryGrowth, reach_growth, story_growth
from services.crisis.domain.spread_counts import LANGUAGES_MOST, SLOTS_KEPT, Crossing, SpreadCounts, slot_of
from services.crisis.domain.story_persistence import StoryPersistence, persistence_of
from services.crisis.domain.story_tones import StoryTones, tones_of
from services.crisis.domain.tally import BucketCount


@dataclass(frozen=True, slots=True)
class Crossings:
    """The languages and channels messages were in, by name, each with the bucket of its first message."""

    languages: Mapping[str, Crossing] = field(default_factory=dict)
    channels: Mapping[str, Crossing] = field(default_factory=dict)

    def plus(self, at: datetime, languages: Mapping[str, int], channels: Mapping[str, int]) -> Crossings:
        """With the messages of a bucket that began at a moment, by language and by channel."""
        return Crossings(_joined(self.languages, at, languages), _joined(self.channels, at, channels))


@dataclass(frozen=True, slots=True)
class BrandSlots:
    """What was counted of a brand: the slots of half a day by number, and where its messages were within `span`.

    `span` are the numbers of the slots from the first sign to the end; `oldest` is where counting of the brand began.
    """

    span: range
    counts: Mapping[int, BucketCount]
    crossings: Crossings
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class BrandSpread:
    """The spread of all messages of a brand from `since` to `until`, where its last complete slot ends.

    `growth` and `reach` look back beyond `since`, as far as their own times say. `copied` of the `messages` are copies
    of few accounts (ADR 0069).
    """

    since: datetime
    until: datetime
    messages: int
    copied: int
    growth: StoryGrowth
    reach: ReachGrowth | None
    languages: Mapping[str, Crossing]
    channels: Mapping[str, Crossing]
    tones: StoryTones
    persistence: StoryPersistence


def brand_span(began_at: datetime, ended_at: datetime | None, complete: int, slot_seconds: int) -> range:
    """The slots of an incident: up to its end or the slot of number `complete`, half a day of them at most."""
    until = complete if ended_at is None else min(complete, slot_of(ended_at, slot_seconds) + 1)
    since = min(until, slot_of(began_at, slot_seconds))
    return range(max(since, until - SLOTS_KEPT), until)


def brand_spread(slots: BrandSlots, slot_seconds: int, time_scale: float = 1.0) -> BrandSpread:
    """The spread of a brand; `slot_seconds` and `time_scale` as in `spread_of`."""
    span, until = slots.span, slots.span.stop
    within = [slots.counts[slot] for slot in span if slot in slots.counts]
    counted = SpreadCounts(
        since=slots.oldest,
        messages={slot: count.inbound for slot, count in slots.counts.items() if count.inbound},
        reach={slot: count.reach for slot, count in slots.counts.items() if count.reach},
    )
    since = datetime.fromtimestamp(span.start * slot_seconds, UTC)
    return BrandSpread(
        since=since,
        until=datetime.fromtimestamp(until * slot_seconds, UTC),
        messages=sum(count.inbound for count in within),
        copied=sum(count.copied for count in within),
        growth=story_growth(counted, until, slot_seconds, time_scale),
        reach=reach_growth(counted.reach, until),
        languages=dict(_most_first(slots.crossings.languages)[:LANGUAGES_MOST]),
        channels=dict(_most_first(slots.crossings.channels)),
        tones=_tones(within),
        persistence=_persistence(counted, span, slot_seconds, time_scale),
    )


def _persistence(counted: SpreadCounts, span: range, slot_seconds: int, time_scale: float) -> StoryPersistence:
    """To the slot: a message counts as written where its slot begins."""
    told = {slot: counted.messages[slot] for slot in span if slot in counted.messages}
    ends = (min(told, default=span.start), max(told, default=span.start))
    since, first, last = (datetime.fromtimestamp(slot * slot_seconds, UTC) for slot in (span.start, *ends))
    return persistence_of(SpreadCounts(since, told), (first, last), span.stop, slot_seconds, time_scale)


def _tones(counts: list[BucketCount]) -> StoryTones:
    negative, positive, unknown = (
        sum(getattr(count, tone) for count in counts) for tone in ("negative", "positive", "unknown")
    )
    inbound = sum(count.inbound for count in counts)
    neutral = inbound - negative - positive - unknown
    return tones_of({"negative": negative, "neutral": neutral, "positive": positive, "unknown": unknown})


def _joined(before: Mapping[str, Crossing], at: datetime, more: Mapping[str, int]) -> Mapping[str, Crossing]:
    new = {name: Crossing(count, at) for name, count in more.items()}
    return {**before, **{name: before[name].joined(each) if name in before else each for name, each in new.items()}}


def _most_first(crossings: Mapping[str, Crossing]) -> list[tuple[str, Crossing]]:
    return sorted(crossings.items(), key=lambda each: (-each[1].messages, each[0]))
