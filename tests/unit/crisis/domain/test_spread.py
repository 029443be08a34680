"""A story's trend, its reach, and whether few accounts copy it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from services.crisis.domain.spread import is_coordinated, spread_of, story_growth
from services.crisis.domain.spread_counts import Crossing, SpreadCounts, slot_of
from services.crisis.domain.story_persistence import persistence_of
from services.crisis.domain.story_tones import tones_of

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
END = slot_of(NOON, 300)
LONG_AGO = NOON - timedelta(days=1)
TOLD = (LONG_AGO, NOON)


def counted(
    messages: Mapping[int, int], since: datetime = LONG_AGO, reach: Mapping[int, int] | None = None
) -> SpreadCounts:
    """Give counts by how many slots before noon they are."""
    return SpreadCounts(
        since=since,
        messages={END - ago: count for ago, count in messages.items()},
        reach={END - ago: count for ago, count in (reach or {}).items()},
    )


def test_counts_that_double_every_ten_minutes_have_that_doubling_time_within_its_interval() -> None:
    growth = story_growth(counted({ago: round(640 * 2 ** (-ago / 2)) for ago in range(1, 13)}), END, 300)
    assert (growth.trend, growth.reason, growth.window_seconds, growth.half_life) == ("growing", None, 3600, None)
    assert growth.doubling is not None
    assert growth.doubling.low < growth.doubling.seconds < growth.doubling.high
    assert growth.doubling.seconds == pytest.approx(600, rel=0.02)


def test_counts_that_fade_have_a_half_life() -> None:
    growth = story_growth(counted({ago: round(5 * 2 ** (ago / 3)) for ago in range(1, 13)}), END, 300)
    assert (growth.trend, growth.doubling) == ("shrinking", None)
    assert growth.half_life is not None
    assert growth.half_life.low < growth.half_life.seconds < growth.half_life.high
    assert growth.half_life.seconds == pytest.approx(900, rel=0.05)


def test_even_counts_are_steady_and_the_reason_says_so() -> None:
    growth = story_growth(counted(dict.fromkeys(range(1, 13), 5)), END, 300)
    assert (growth.trend, growth.reason, growth.messages) == ("steady", "includes_no_growth", 60)
    assert (growth.doubling, growth.half_life) == (None, None)


def test_a_story_of_nineteen_messages_is_too_little_to_say() -> None:
    growth = story_growth(counted({1: 19}), END, 300)
    assert (growth.trend, growth.reason, growth.messages) == ("too_little", "few_messages", 19)


def test_a_story_that_has_just_begun_is_too_short_to_say() -> None:
    growth = story_growth(counted({1: 90, 2: 30, 3: 10}, NOON - timedelta(minutes=14)), END, 300)
    assert (growth.trend, growth.reason) == ("too_little", "short_time")


def test_a_story_stored_before_spread_was_counted_is_too_little_to_say() -> None:
    spread = spread_of(SpreadCounts(), TOLD, END, 300)
    assert (spread.growth.trend, spread.growth.reason) == ("too_little", "few_messages")
    assert (spread.reach, spread.authors, spread.more_authors, spread.coordinated) == (None, None, False, False)


def test_the_silence_before_a_story_began_is_no_growth() -> None:
    even = dict.fromkeys(range(1, 9), 10) | {8: 11}
    begun = story_growth(counted(even, NOON - timedelta(minutes=40)), END, 300)
    assert (begun.trend, begun.messages) == ("steady", 80), "the first message is where counting begins"
    assert story_growth(counted(even), END, 300).trend == "growing", "after silence it would be"


def test_few_messages_in_the_last_hour_are_judged_over_more_hours() -> None:
    growth = story_growth(counted(dict.fromkeys(range(1, 145), 1)), END, 300)
    assert (growth.trend, growth.messages, growth.window_seconds) == ("steady", 36, 3 * 3600)


def test_slots_of_a_faster_clock_give_the_same_time_of_the_brand() -> None:
    end = int(NOON.timestamp() // 5)
    doubling = SpreadCounts(LONG_AGO, {end - ago: round(640 * 2 ** (-ago / 2)) for ago in range(1, 13)})
    growth = story_growth(doubling, end, 5, time_scale=60.0)
    assert growth.doubling is not None
    assert growth.doubling.seconds == pytest.approx(600, rel=0.02)


def test_the_slot_that_is_not_over_counts_for_nothing() -> None:
    growth = story_growth(counted({0: 500, **dict.fromkeys(range(1, 13), 5)}), END, 300)
    assert (growth.trend, growth.messages) == ("steady", 60)


def test_reach_grows_by_the_last_hour_over_the_hour_before() -> None:
    reach = spread_of(counted({}, reach={0: 9_000, 1: 200, 12: 100, 13: 50, 24: 50, 25: 7_000}), TOLD, END, 300).reach
    assert reach is not None
    assert (reach.last_hour, reach.hour_before, reach.ratio) == (300, 100, 3.0)


def test_reach_has_no_ratio_where_the_hour_before_has_none_and_is_unknown_where_nobodys_is_known() -> None:
    new = spread_of(counted({}, reach={1: 200}), TOLD, END, 300).reach
    assert new is not None
    assert (new.hour_before, new.ratio) == (0, None)
    assert spread_of(counted({1: 50}), TOLD, END, 300).reach is None


@pytest.mark.parametrize(
    ("messages", "authors", "expected"),
    [
        (10, 3, True),
        (10, 4, False),
        (9, 1, False),
        (600, 199, True),
        (603, 201, False),
        (700, 201, False),
        (50, 0, False),
    ],
)
def test_ten_messages_or_more_of_fewer_than_a_third_as_many_accounts_are_coordinated(
    messages: int, authors: int, expected: bool
) -> None:
    assert is_coordinated(messages, authors) is expected
    counts = SpreadCounts(channels={"x": Crossing(messages, NOON)}, authors=tuple(range(authors)))
    assert spread_of(counts, TOLD, END, 300).coordinated is expected


def test_more_than_two_hundred_accounts_are_said_to_be_more() -> None:
    exact = spread_of(SpreadCounts(authors=tuple(range(200))), TOLD, END, 300)
    more = spread_of(SpreadCounts(authors=tuple(range(263))), TOLD, END, 300)
    assert [(each.authors, each.more_authors) for each in (exact, more)] == [(200, False), (200, True)]


def test_for_and_against_are_shares_of_what_can_be_told() -> None:
    tones = tones_of({"negative": 12, "neutral": 4, "positive": 4, "unknown": 80})
    assert (tones.opposition, tones.support, tones.unknown) == (0.6, 0.2, 80)


def test_nine_messages_of_known_tone_are_too_few_for_a_share() -> None:
    assert tones_of({"negative": 9, "unknown": 80}).opposition is None
    assert tones_of({"negative": 10}).opposition == 1.0


def test_a_story_that_is_told_in_each_slot_persists_and_one_told_once_an_hour_does_not() -> None:
    always = persistence_of(counted(dict.fromkeys(range(1, 145), 1)), TOLD, END, 300, 1.0)
    hourly = persistence_of(counted(dict.fromkeys(range(1, 145, 12), 1)), TOLD, END, 300, 1.0)
    assert always.told_share == 1.0
    assert hourly.told_share == pytest.approx(1 / 12)
    assert always.told_for_seconds == 86_400


def test_a_young_story_is_judged_since_it_began_and_not_before_a_slot_has_ended() -> None:
    began = NOON - timedelta(minutes=20)
    assert persistence_of(counted({4: 9, 1: 1}, began), (began, NOON), END, 300, 1.0).told_share == 0.5
    assert persistence_of(counted({}, NOON), (NOON, NOON), END, 300, 1.0).told_share is None


def test_a_story_nobody_tells_any_more_is_quiet_and_one_told_after_the_last_slot_is_not() -> None:
    last = NOON - timedelta(hours=2)
    assert persistence_of(counted({24: 3}), (LONG_AGO, last), END, 300, 1.0).quiet_for_seconds == 7_200
    assert (
        persistence_of(counted({24: 3}), (LONG_AGO, NOON + timedelta(minutes=3)), END, 300, 1.0).quiet_for_seconds == 0
    )
    assert persistence_of(counted({24: 3}), (LONG_AGO, last), END, 300, 60.0).quiet_for_seconds == 432_000
