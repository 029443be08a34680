"""The episodes of a measure of slots: of a story each, or one of the brand's reach."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from services.crisis.domain.bucket import BucketSpan
from services.crisis.domain.detector_config import DetectorConfig, SlotConfig
from services.crisis.domain.detector_state import SlotEpisode, SlotState
from services.crisis.domain.episode import Cleared, EpisodeNews, Raised, Upheld
from services.crisis.domain.judged import MOST_RARE, BucketFigures
from services.crisis.domain.rarity import RarityConfig
from services.crisis.domain.reason import reason_of, shown
from services.crisis.domain.story_count import StoryCount
from services.crisis.domain.views import Measure

OPEN_MOST = 8  # episodes of a measure at once; people who have eight to look at are not helped by a ninth
REMEMBERED_MOST = 16  # open ones and those that are over, the newest


@dataclass(frozen=True, slots=True)
class SlotMoment:
    """A slot that is over: where it begins and ends (seconds since 1970), and what it is judged by."""

    start: float
    end: float
    span: BucketSpan
    config: DetectorConfig

    @property
    def hours(self) -> float:
        """Length in hours of the brand's time."""
        return self.span.hours * self.span.slot_buckets

    def first(self, slot: SlotConfig) -> RarityConfig:
        """How tails learn while the brand is hardly known."""
        return _first(slot)


@lru_cache(maxsize=64)
def _first(slot: SlotConfig) -> RarityConfig:
    return replace(slot.rarity, quantile_rate=slot.first_rate)


def decide(  # noqa: PLR0913 - what an episode begins and ends by
    state: SlotState,
    measure: Measure,
    asked_days: float,
    moment: SlotMoment,
    counted: tuple[str, StoryCount],
    figures: BucketFigures,
    *,
    is_peak: bool,
) -> tuple[SlotEpisode | None, EpisodeNews | None]:
    """The episode that the slot of a story belongs to, if there is one, and what is new of it."""
    story, count = counted
    episode = next((each for each in state.episodes if each.story == story), None)
    if episode is not None:
        _last(episode, moment, is_peak=is_peak)
    if episode is not None and episode.opened_at is not None:
        return episode, _go_on(episode, measure, moment, count, figures, is_peak=is_peak)
    is_full = sum(each.opened_at is not None for each in state.episodes) >= OPEN_MOST
    if is_full or not (figures.raises or figures.stands):
        return episode, None
    if episode is None:
        episode = SlotEpisode(story)
        state.episodes.append(episode)
    episode.opened_at, episode.peak, episode.calm = moment.start, float(count.messages), 0
    episode.alerted = max(figures.rarity, episode.alerted or figures.rarity)
    episode.held, episode.upheld = not figures.stands, figures.uncopied if figures.stands else episode.upheld
    return episode, _raised(episode, measure, asked_days, moment, count, figures)


def _last(episode: SlotEpisode, moment: SlotMoment, *, is_peak: bool) -> None:
    episode.over_hours = 0.0 if is_peak else episode.over_hours + moment.hours


def _go_on(
    episode: SlotEpisode,
    measure: Measure,
    moment: SlotMoment,
    count: StoryCount,
    figures: BucketFigures,
    *,
    is_peak: bool,
) -> EpisodeNews | None:
    """It lasts, stands without its copies from now on, or is over after quiet buckets enough."""
    opened_at = episode.opened_at or 0.0
    episode.peak = max(episode.peak, float(count.messages))
    if episode.held and figures.stands:
        episode.held, episode.upheld, episode.calm = False, figures.uncopied, 0
        return Upheld(measure, opened_at, moment.start, episode.story or None)
    episode.calm = 0 if is_peak else episode.calm + moment.span.slot_buckets
    if episode.calm < moment.config.clear_buckets:
        return None
    cleared = Cleared(measure, opened_at, moment.end, episode.peak, episode.story or None)
    episode.opened_at, episode.calm, episode.peak, episode.held = None, 0, 0.0, False
    return cleared


def forget(state: SlotState, moment: SlotMoment) -> None:
    """Forget what was alerted and is long over; of very many the oldest."""
    if not state.episodes:
        return
    gap = moment.config.rarity.gap_hours
    kept = [each for each in state.episodes if each.opened_at is not None or each.over_hours < gap]
    over = [each for each in kept if each.opened_at is None]
    surplus = {each.story for each in over[: max(0, len(kept) - REMEMBERED_MOST)]}
    state.episodes = [each for each in kept if each.opened_at is not None or each.story not in surplus]


def _raised(  # noqa: PLR0913 - what a reason is made of
    episode: SlotEpisode,
    measure: Measure,
    asked_days: float,
    moment: SlotMoment,
    count: StoryCount,
    figures: BucketFigures,
) -> Raised:
    observed, days = float(count.messages), math.exp(min(figures.rarity, MOST_RARE)) / 24.0
    hour = moment.span.hour_of_week(moment.start)
    what = shown(measure, observed, figures.expected, hour, moment.span.slot_seconds)
    reason = reason_of(what, days, asked_days, moment.config.version, "")
    copied = count.copied / max(1, count.messages)
    return Raised(
        measure, moment.start, observed, figures.expected, days, reason, copied, episode.held, episode.story or None
    )
