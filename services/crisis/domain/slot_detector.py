"""Is one story, or the reach of all, rare for this brand while the total may be calm: judged a slot of five minutes.

The largest story of each slot, and the followers that stories reached in it, are what is rare or not: maxima and sums
of the brand, so that a story that is an hour old is held against what this brand's stories do, not against itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.detector_config import DetectorConfig, SlotConfig
from services.crisis.domain.detector_state import DetectorState, SlotEpisode, SlotState
from services.crisis.domain.judged import BucketFigures, Judged
from services.crisis.domain.rarity import Tail
from services.crisis.domain.slot_episode import SlotMoment, decide, forget
from services.crisis.domain.story_count import StoryCount
from services.crisis.domain.views import Measure

KEPT_MOST = 1_000  # stories of a slot; one more is left out, so that the memory is bounded whatever comes
JUDGED_MOST = 8  # the largest stories of a slot that an episode may begin with
UNPROVEN = math.log(100.0)  # so many times rarer, by the prior, while the brand is hardly known


@dataclass(frozen=True, slots=True)
class _Rules:
    """What one of the two measures is judged by: its own threshold and tails, and messages enough."""

    measure: Measure
    asked_days: float
    slot: SlotConfig
    enough: int


def judge_slot(
    state: DetectorState, bucket: CountBucket, config: DetectorConfig, span: BucketSpan
) -> tuple[Judged, ...]:
    """Take one bucket in; with the last of a slot the slot is judged.

    Its largest story comes first, then reach, then further stories of which there is something to tell.
    """
    for story, count in bucket.stories.items():
        if story in state.slot or len(state.slot) < KEPT_MOST:
            state.slot[story] = state.slot.get(story, StoryCount()).plus(count)
    start, end = span.slot_start(bucket.start), bucket.start + span.bucket_seconds
    if span.slot_start(end) == start:
        return ()
    stories, state.slot = state.slot, {}
    moment = SlotMoment(start, end, span, config)
    rules = _Rules("story", config.false_story_days, config.stories, config.min_count)
    largest, *others = _judge_stories(state.story, stories, rules, moment)
    return largest, _judge_reach(state.reach, stories, moment), *others


def _judge_stories(
    state: SlotState, stories: Mapping[str, StoryCount], rules: _Rules, moment: SlotMoment
) -> list[Judged]:
    """The largest story first, of which there is always something to say; others where they are in an episode."""
    _begin(state, rules, moment.config)
    known = {episode.story: episode for episode in state.episodes}
    order = sorted(stories, key=lambda story: (-stories[story].messages, story))
    taught = max((_taught(stories[story], known.get(story)) for story in order), default=0)
    largest: list[Judged] = []
    others: list[Judged] = []
    for story in [*order[:JUDGED_MOST], *sorted(known.keys() - set(order[:JUDGED_MOST]))]:
        judged = _judge(state, rules, moment, story, stories.get(story, StoryCount()))
        if order and story == order[0]:
            largest.append(judged)
        elif judged.opened_at is not None:
            others.append(judged)
    if not largest:
        largest.append(_nothing(state, rules, moment.config))
    _learn(state, rules, moment, float(taught))
    return largest + others


def _judge_reach(state: SlotState, stories: Mapping[str, StoryCount], moment: SlotMoment) -> Judged:
    """All stories together; copies reach nobody anew, so there is nothing to hold."""
    rules = _Rules("reach", moment.config.false_reach_days, moment.config.reach, 0)
    _begin(state, rules, moment.config)
    reached = sum(count.reach for count in stories.values())
    judged = replace(_judge(state, rules, moment, "", StoryCount(reached)), story=None)
    _learn(state, rules, moment, float(reached))
    return judged


def _begin(state: SlotState, rules: _Rules, config: DetectorConfig) -> None:
    if not state.tails:
        state.tails = [Tail(rules.slot.rarity.quantile) for _ in config.rarity.quantiles]
    state.seen += 1


def _taught(count: StoryCount, episode: SlotEpisode | None) -> int:
    return count.uncopied if episode is not None and episode.held else count.messages


def _judge(state: SlotState, rules: _Rules, moment: SlotMoment, story: str, count: StoryCount) -> Judged:
    episode = next((each for each in state.episodes if each.story == story), None)
    figures = _figures(state, rules, moment.config, count, episode)
    is_peak = math.log1p(count.messages) > state.tails[0].quantile
    episode, news = decide(state, rules.measure, rules.asked_days, moment, (story, count), figures, is_peak=is_peak)
    opened_at = news.opened_at if news is not None else episode.opened_at if episode is not None else None
    held = episode is not None and episode.held
    return Judged(
        rules.measure, float(count.messages), figures, opened_at, held, _warmup(state, moment.config), news, story
    )


def _nothing(state: SlotState, rules: _Rules, config: DetectorConfig) -> Judged:
    figures = _figures(state, rules, config, StoryCount(), None)
    return Judged(rules.measure, 0.0, figures, None, held=False, warmup=_warmup(state, config), news=None)


def _warmup(state: SlotState, config: DetectorConfig) -> bool:
    return state.seen < config.warmup_buckets


def _figures(
    state: SlotState, rules: _Rules, config: DetectorConfig, count: StoryCount, episode: SlotEpisode | None
) -> BucketFigures:
    rarity = _rarity(state, rules, count.messages)
    usually = math.log(rules.asked_days * 24.0)
    asked = usually + UNPROVEN * _warmup(state, config)
    known = state.seen >= config.least_buckets
    return BucketFigures(
        expected=math.expm1(state.tails[0].quantile),
        rarity=rarity,
        uncopied=_rarity(state, rules, count.uncopied) if count.copied else rarity,
        asked=_again(asked, episode.alerted if episode is not None else None),
        asked_uncopied=_again(asked, episode.upheld if episode is not None else None),
        usually_asked=usually,
        enough=known and count.messages >= rules.enough,
        enough_uncopied=known and count.uncopied >= rules.enough,
        known=known,
    )


def _again(asked: float, alerted: float | None) -> float:
    """What was alerted of the same story, or of reach, alerts again when ten times rarer."""
    return asked if alerted is None else max(asked, alerted + math.log(10.0))


def _rarity(state: SlotState, rules: _Rules, value: float) -> float:
    score = math.log1p(value)
    return sum(tail.log_hours(score, rules.slot.rarity) for tail in state.tails) / len(state.tails)


def _learn(state: SlotState, rules: _Rules, moment: SlotMoment, value: float) -> None:
    """Let the tails learn from a slot, but keep their quantiles from falling to where most slots have nothing."""
    rarity = rules.slot.rarity
    if _warmup(state, moment.config):
        rarity = moment.first(rules.slot)
    hours, asked = moment.hours, rules.asked_days * 24.0
    least, score = math.log1p(rules.slot.least), math.log1p(value)
    for tail, share in zip(state.tails, moment.config.rarity.quantiles, strict=True):
        tail.learn(score, share, hours, asked, rarity)
        tail.quantile = max(least, tail.quantile)
    forget(state, moment)
