"""How a story spreads: how fast it grows, how far it reaches, where it appeared, and how many accounts tell it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from services.crisis.domain.growth_rate import LEAST_SLOTS, GrowthRate, SlotCount, growth_rate
from services.crisis.domain.spread_counts import (
    AUTHORS_MOST,
    LANGUAGES_MOST,
    SLOT_SECONDS,
    Crossing,
    SpreadCounts,
)
from services.crisis.domain.story_persistence import StoryPersistence, persistence_of
from services.crisis.domain.story_tones import StoryTones, tones_of

LEAST_MESSAGES = 20  # fewer say nothing of growth
STEPS = 12  # that the time looked at is cut into, whatever its length
WIDTHS = (1, 3, 12)  # slots in a step: growth is looked for in an hour, else in three, else in twelve
LEAST_SHARE = 0.2  # of a step; the first one is left out if the story began that shortly before its end
HOUR_SLOTS = 3600 // SLOT_SECONDS
COPIED_MESSAGES = 10  # fewer from one hand are no campaign
COPIES_EACH = 3  # messages an account must have sent on average, and more, for the story to be coordinated

Trend = Literal["growing", "shrinking", "steady", "too_little"]
NoTrend = Literal["few_messages", "short_time", "includes_no_growth"]


@dataclass(frozen=True, slots=True)
class EstimatedTime:
    """A time in seconds with its 95 % interval."""

    seconds: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class StoryGrowth:
    """The trend of messages within `window_seconds`, with a doubling time or a half-life, or the reason for none."""

    trend: Trend
    reason: NoTrend | None
    messages: int
    window_seconds: float
    doubling: EstimatedTime | None = None
    half_life: EstimatedTime | None = None


@dataclass(frozen=True, slots=True)
class ReachGrowth:
    """The followers of the authors of the last hour, and of the hour before; no `ratio` where that one has none."""

    last_hour: int
    hour_before: int
    ratio: float | None


@dataclass(frozen=True, slots=True)
class StorySpread:
    """The spread of one story up to `until`, where its last complete slot ends.

    `authors` are those told apart, with `more_authors` at least so many; None where none were counted. `coordinated`:
    many messages of few accounts that copy one text.
    """

    until: datetime
    growth: StoryGrowth
    reach: ReachGrowth | None
    languages: Mapping[str, Crossing]
    channels: Mapping[str, Crossing]
    authors: int | None
    more_authors: bool
    coordinated: bool
    tones: StoryTones
    persistence: StoryPersistence


def spread_of(
    counts: SpreadCounts, told: tuple[datetime, datetime], until: int, slot_seconds: int, time_scale: float = 1.0
) -> StorySpread:
    """The spread of a story whose slots before the one of number `until` are complete.

    `told` is when its first and its newest message came.
    `slot_seconds` are real; `time_scale` is how many seconds of the brand's time one of them is.
    """
    most = sorted(counts.languages.items(), key=lambda each: -each[1].messages)
    authors = len(counts.authors)
    return StorySpread(
        until=datetime.fromtimestamp(until * slot_seconds, UTC),
        growth=story_growth(counts, until, slot_seconds, time_scale),
        reach=reach_growth(counts.reach, until),
        languages=dict(most[:LANGUAGES_MOST]),
        channels=dict(sorted(counts.channels.items(), key=lambda each: -each[1].messages)),
        authors=min(authors, AUTHORS_MOST) if authors else None,
        more_authors=authors > AUTHORS_MOST,
        coordinated=is_coordinated(sum(each.messages for each in counts.channels.values()), authors),
        tones=tones_of(counts.tones),
        persistence=persistence_of(counts, told, until, slot_seconds, time_scale),
    )


def is_coordinated(messages: int, authors: int) -> bool:
    """Whether few accounts copy one text: ten messages at least, of fewer than a third as many authors.

    More authors than are told apart are not few, however much they send.
    """
    return messages >= COPIED_MESSAGES and 0 < authors <= AUTHORS_MOST and authors * COPIES_EACH < messages


def accounts_of(stories: Iterable[SpreadCounts]) -> int | None:
    """How many accounts wrote the coordinated ones of these stories; None where there is no such story."""
    accounts = {
        author
        for counts in stories
        if is_coordinated(sum(each.messages for each in counts.channels.values()), len(counts.authors))
        for author in counts.authors
    }
    return len(accounts) or None


def story_growth(counts: SpreadCounts, until: int, slot_seconds: int, time_scale: float = 1.0) -> StoryGrowth:
    """The trend in the shortest of the windows that has enough messages."""
    for width in WIDTHS:
        steps = _steps(counts, until, width, slot_seconds)
        messages = sum(step.count for step in steps)
        if messages >= LEAST_MESSAGES:
            break
    step_seconds = width * slot_seconds * time_scale
    window = STEPS * step_seconds
    if messages < LEAST_MESSAGES:
        return StoryGrowth("too_little", "few_messages", messages, window)
    if len(steps) < LEAST_SLOTS:
        return StoryGrowth("too_little", "short_time", messages, window)
    rate = growth_rate(steps)
    if rate.low > 0.0:
        return StoryGrowth("growing", None, messages, window, doubling=_time_to_two(rate, step_seconds))
    if rate.high < 0.0:
        fall = GrowthRate(-rate.rate, -rate.high, -rate.low)
        return StoryGrowth("shrinking", None, messages, window, half_life=_time_to_two(fall, step_seconds))
    return StoryGrowth("steady", "includes_no_growth", messages, window)


def _time_to_two(rate: GrowthRate, step_seconds: float) -> EstimatedTime:
    """How long a factor of two takes; the faster end of the rate is the shorter time."""
    seconds = [math.log(2) / each * step_seconds for each in (rate.rate, rate.high, rate.low)]
    return EstimatedTime(*seconds)


def _steps(counts: SpreadCounts, until: int, width: int, slot_seconds: int) -> list[SlotCount]:
    """The window's steps, from the first message on. That one is not counted: it is where counting begins."""
    if counts.since is None:
        return []
    since = counts.since.timestamp() / slot_seconds
    steps = []
    for begin in range(until - STEPS * width, until, width):
        share = min(1.0, (begin + width - since) / width)
        if share < LEAST_SHARE:
            continue
        count = sum(counts.messages.get(slot, 0) for slot in range(begin, begin + width))
        count = max(0, count - (since >= begin))
        steps.append(SlotCount((begin + width - until) / width - share / 2, share, count))
    return steps


def reach_growth(reach: Mapping[int, int], until: int) -> ReachGrowth | None:
    """None where no message of either hour had a reach that is known."""
    hours = [[reach.get(slot) for slot in range(end - HOUR_SLOTS, end)] for end in (until, until - HOUR_SLOTS)]
    if all(each is None for hour in hours for each in hour):
        return None
    last, before = (sum(each or 0 for each in hour) for hour in hours)
    return ReachGrowth(last, before, last / before if before else None)
