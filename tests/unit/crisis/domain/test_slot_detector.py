"""One story, or the reach of all, is found where the total is calm, as often by chance as was asked."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator

import pytest

from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.detector import step
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.episode import Cleared, EpisodeNews, Raised, Upheld
from services.crisis.domain.slot_detector import KEPT_MOST, judge_slot
from services.crisis.domain.slot_episode import OPEN_MOST
from services.crisis.domain.story_count import StoryCount
from tests.support.crisis.story_streams import SLOT, WEEK, slots

CONFIG = DetectorConfig()
MINUTES = BucketSpan(60.0)


def news_of(state: DetectorState, buckets: Iterable[CountBucket], span: BucketSpan = SLOT) -> list[EpisodeNews]:
    """Give what the two measures of slots have to tell."""
    judged = (each for bucket in buckets for each in judge_slot(state, bucket, CONFIG, span))
    return [each.news for each in judged if each.news is not None]


def known_brand(per_day: float = 20.0) -> DetectorState:
    """Give a brand of a few weeks of stories."""
    state = DetectorState(CONFIG.version, 0.0)
    news_of(state, slots(per_day, 2.0, 3, seed=1))
    state.story.episodes.clear()
    state.reach.episodes.clear()
    return state


def told(start: float, **stories: StoryCount) -> CountBucket:
    """Give a slot in which these stories were told."""
    return CountBucket(3 * WEEK + start, stories=stories)


@pytest.mark.timeout(240)  # some seconds of work, on cores that a dozen processes share
def test_chance_alone_raises_a_story_and_reach_as_often_as_was_asked() -> None:
    weeks, settled = 20, 4
    raised: list[tuple[str, float]] = []
    for per_day, alpha in ((1.0, 2.0), (10.0, 1.2), (30.0, 2.5)):
        state = DetectorState(CONFIG.version, 0.0)
        found = news_of(state, slots(per_day, alpha, weeks, seed=2))
        raised += [
            (each.measure, per_day) for each in found if isinstance(each, Raised) and each.opened_at >= settled * WEEK
        ]
    asked = 3 * (weeks - settled) * 7 / CONFIG.false_story_days
    for measure in ("story", "reach"):
        assert asked / 1.5 <= sum(each == measure for each, _ in raised) <= asked * 1.5


def a_calm_total(minutes: int, rate: int, seed: int) -> Iterator[CountBucket]:
    """Give minutes of a brand whose total is bursty by half, with small stories now and then."""
    chance = random.Random(seed)
    for minute in range(minutes):
        inbound = rate + chance.randrange(-rate // 2, rate // 2)
        small = {f"small{minute}": StoryCount(chance.randrange(1, 5), 0, 500)} if chance.random() < 0.05 else {}
        yield CountBucket(minute * 60.0, inbound, inbound // 5, inbound, stories=small)


def test_one_story_in_a_calm_total_is_found_within_two_slots_and_the_total_stays_silent() -> None:
    state, minutes = DetectorState(CONFIG.version, 0.0), 4 * 1_440
    calm = list(a_calm_total(minutes + 10, 40, 3))
    for bucket in calm[:minutes]:
        step(state, bucket, CONFIG, MINUTES)
    news: list[EpisodeNews] = []
    for bucket in calm[minutes:]:
        one_story = CountBucket(bucket.start, 40, 8, 40, stories={"ash": StoryCount(15, 0, 3_000)})
        news += step(state, one_story, CONFIG, MINUTES)
    raised = {(each.measure, each.story): each for each in news if isinstance(each, Raised)}
    assert ("story", "ash") in raised
    assert not {"volume", "negative_share"} & {measure for measure, _ in raised}
    found = raised["story", "ash"]
    assert found.observed == 75.0
    assert found.score >= CONFIG.false_story_days
    assert "one story has 75 messages in 300 s" in found.reason
    assert "once in 14 days" in found.reason


def test_a_story_is_judged_with_the_last_minute_of_its_slot() -> None:
    state = known_brand()
    minutes = [told(60.0 * minute, ash=StoryCount(40)) for minute in range(5)]
    assert news_of(state, minutes[:4], MINUTES) == []
    (raised,) = news_of(state, minutes[4:], MINUTES)
    assert isinstance(raised, Raised)
    assert (raised.story, raised.observed, raised.opened_at) == ("ash", 200.0, 3 * WEEK)


def test_each_story_has_an_episode_of_its_own() -> None:
    state = known_brand()
    first = news_of(state, [told(0.0, ash=StoryCount(300))])
    second = news_of(state, [told(300.0, ash=StoryCount(300), fog=StoryCount(200))])
    assert [(each.measure, each.story) for each in first + second] == [("story", "ash"), ("story", "fog")]


def test_a_story_that_comes_back_alerts_again_only_when_ten_times_rarer() -> None:
    state = known_brand()
    quiet = [told(300.0 + 300.0 * slot) for slot in range(CONFIG.clear_buckets)]
    began = news_of(state, [told(0.0, ash=StoryCount(200)), *quiet])
    assert [type(each) for each in began] == [Raised, Cleared]
    assert (began[1].story, getattr(began[1], "peak", None)) == ("ash", 200.0)
    assert news_of(state, [told(4_500.0, ash=StoryCount(250))]) == []
    (again,) = news_of(state, [told(4_800.0, ash=StoryCount(40_000))])
    assert isinstance(again, Raised)


def test_copies_of_few_accounts_are_held_until_others_tell_the_story() -> None:
    state = known_brand()
    (held,) = news_of(state, [told(0.0, ad=StoryCount(400, 397))])
    assert isinstance(held, Raised)
    assert (held.held, held.copied) == (True, 397 / 400)
    assert news_of(state, [told(300.0, ad=StoryCount(400, 399))]) == []
    (upheld,) = news_of(state, [told(600.0, ad=StoryCount(700, 400))])
    assert isinstance(upheld, Upheld)
    assert (upheld.story, upheld.opened_at, upheld.at) == ("ad", 3 * WEEK, 3 * WEEK + 600.0)


def test_a_flood_of_copies_teaches_what_it_is_without_them() -> None:
    state, other = known_brand(), known_brand()
    news_of(state, [told(300.0 * slot, ad=StoryCount(400, 398)) for slot in range(300)])
    news_of(other, [told(300.0 * slot, ad=StoryCount(400)) for slot in range(300)])
    assert state.story.tails[0].quantile < other.story.tails[0].quantile


def test_reach_is_that_of_all_stories_and_of_no_copies() -> None:
    state = known_brand()
    stories = {f"s{n}": StoryCount(1, 0, 40_000_000) for n in range(4)}
    (raised,) = news_of(state, [told(0.0, **stories)])
    assert isinstance(raised, Raised)
    assert (raised.measure, raised.story, raised.observed, raised.held) == ("reach", None, 160_000_000.0, False)
    assert "stories reach 160,000,000 followers in 300 s" in raised.reason


def test_a_brand_that_is_hardly_known_needs_a_story_a_hundred_times_rarer() -> None:
    fresh, known = DetectorState(CONFIG.version, 0.0), known_brand(1.0)
    news_of(fresh, (CountBucket(300.0 * slot) for slot in range(CONFIG.least_buckets)))
    assert news_of(fresh, [told(0.0, ash=StoryCount(60))]) == []
    assert len(news_of(known, [told(0.0, ash=StoryCount(60))])) == 1


def test_five_messages_at_least_make_a_signal_of_a_story() -> None:
    state = DetectorState(CONFIG.version, 0.0)
    news_of(state, (CountBucket(300.0 * slot) for slot in range(60 * 288)))
    for tail in state.story.tails:
        tail.shape, tail.excess, tail.peaks = -1.5, 0.01, 40.0
    assert news_of(state, [told(0.0, ash=StoryCount(4))]) == []
    assert [each.story for each in news_of(state, [told(300.0, ash=StoryCount(5))])] == ["ash"]


def test_what_is_kept_is_bounded_whatever_comes() -> None:
    state = known_brand()
    crowd = {f"s{n}": StoryCount(500) for n in range(KEPT_MOST + 50)}
    judge_slot(state, CountBucket(0.0, stories=crowd), CONFIG, MINUTES)
    assert len(state.slot) == KEPT_MOST
    found = news_of(state, [told(0.0, **{f"t{n}": StoryCount(500) for n in range(50)}), told(300.0, **crowd)])
    assert len(found) == OPEN_MOST


def test_the_same_buckets_give_the_same_memory() -> None:
    one, two = known_brand(), known_brand()
    assert one == two
    assert math.isfinite(one.story.tails[0].quantile)
