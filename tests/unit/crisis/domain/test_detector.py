"""Detection: one alert per episode, no alert on a daily rhythm or while warming up, and a reason a person can read."""

from __future__ import annotations

import math
import random

import pytest

from services.crisis.domain.baseline import count_of, count_sample, share_of, share_sample
from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.detector import step
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.episode import Cleared, EpisodeNews, Raised

HOUR = 3600.0
SPAN = BucketSpan(300.0)
CONFIG = DetectorConfig()


def run(
    counts: list[int],
    config: DetectorConfig = CONFIG,
    span: BucketSpan = SPAN,
    negative: float = 0.2,
) -> list[EpisodeNews]:
    state = DetectorState(config.version, 0.0)
    found = []
    for number, count in enumerate(counts):
        bucket = CountBucket(number * span.bucket_seconds, count, round(count * negative), count)
        found += step(state, bucket, config, span)
    return found


def poisson(random_: random.Random, mean: float) -> int:
    """Give a Poisson count (Knuth's way, for small means)."""
    bound, product, count = math.exp(-mean), random_.random(), 0
    while product > bound:
        product *= random_.random()
        count += 1
    return count


def days(count: int, mean: float, *, rhythm: float = 0.0, seed: int = 1) -> list[int]:
    """Give days of five-minute counts with a daily rhythm of so much of the mean."""
    random_ = random.Random(seed)
    return [
        poisson(random_, mean * (1.0 + rhythm * math.sin(2 * math.pi * number / 288))) for number in range(288 * count)
    ]


def test_a_surge_raises_one_alert_and_its_end_clears_it() -> None:
    found = run(days(7, 10) + [400] * 24 + days(1, 10))

    assert [type(event) for event in found if event.measure == "volume"] == [Raised, Cleared]
    raised = found[0]
    assert isinstance(raised, Raised)
    assert raised.observed == pytest.approx(400)
    assert 7 < raised.expected < 13


def test_a_hundredfold_surge_is_found_within_three_buckets() -> None:
    quiet = days(7, 10)
    raised = run([*quiet, 1000, 1000, 1000])[0]

    assert isinstance(raised, Raised)
    assert raised.opened_at <= (len(quiet) + 2) * SPAN.bucket_seconds


def test_a_tenfold_surge_is_found_within_a_quarter_of_an_hour() -> None:
    quiet = days(7, 10)
    raised = run([*quiet, 100, 100, 100])[0]

    assert isinstance(raised, Raised)
    assert raised.opened_at <= (len(quiet) + 2) * SPAN.bucket_seconds


def test_a_bucket_of_twice_the_usual_alerts_nobody() -> None:
    assert run([*days(7, 10), 20, *days(1, 10)]) == []


def test_a_daily_rhythm_is_learnt() -> None:
    raised = [each for each in run(days(28, 20, rhythm=0.8)) if isinstance(each, Raised)]

    assert len(raised) <= 4


def test_a_surge_of_a_brand_that_is_hardly_known_is_found_by_the_prior() -> None:
    raised = run([5] * 20 + [500] * 3)[0]

    assert isinstance(raised, Raised)
    assert raised.opened_at == 20 * SPAN.bucket_seconds
    assert run([5] * 20 + [12] * 3) == []


def test_a_brand_of_which_nothing_is_known_raises_nothing() -> None:
    assert run([5] * 10 + [500]) == []


def test_fewer_messages_than_asked_for_in_the_last_hour_are_no_surge() -> None:
    assert run([0] * 2_000 + [4]) == []
    assert [type(each) for each in run([0] * 2_000 + [5])] == [Raised]


def test_what_comes_back_within_hours_is_raised_again_when_ten_times_rarer() -> None:
    quiet, again = days(7, 10), [10] * 14

    def raised(*surges: int) -> int:
        counts = [*quiet, *(count for surge in surges for count in (*[surge] * 2, *again))]
        return len([each for each in run(counts) if isinstance(each, Raised)])

    assert raised(70) == 1
    assert raised(70, 70) == 1
    assert raised(70, 400) == 2


def test_a_rarer_surge_is_asked_for_in_days() -> None:
    counts = days(7, 10) + [45] * 3

    assert [type(each) for each in run(counts, DetectorConfig(false_surge_days=7.0))] == [Raised]
    assert run(counts, DetectorConfig(false_surge_days=365.0)) == []


def test_a_surge_that_wavers_is_one_episode() -> None:
    wavering = [800, 700, 60, 900, 20, 800, 700, 15, 900, 800] * 5

    assert len([event for event in run(days(7, 10) + wavering) if isinstance(event, Raised)]) == 1


def test_anger_is_found_without_more_messages() -> None:
    state = DetectorState(1, 0.0)
    found = []
    for number in range(2_000):
        negative = 32 if number > 1_900 else 8
        found += step(state, CountBucket(number * 300.0, 40, negative, 40), CONFIG, SPAN)

    assert [(type(event), event.measure) for event in found] == [(Raised, "negative_share")]
    assert isinstance(found[0], Raised)
    assert found[0].reason.startswith("80% negative where 2")


def test_few_messages_of_known_mood_say_nothing_of_the_share() -> None:
    state = DetectorState(1, 0.0)
    found = []
    for number in range(2_000):
        known = 1 if number % 5 == 0 else 0  # about 14 in the longest window
        negative = known if number > 1_900 else 0
        found += step(state, CountBucket(number * 300.0, 40, negative, known), CONFIG, SPAN)

    assert found == []


def test_the_reason_names_the_figures_the_hour_and_the_version() -> None:
    raised = run(days(7, 10) + [400] * 10, DetectorConfig(version=7))[0]

    assert isinstance(raised, Raised)
    assert "400 messages in 300 s" in raised.reason
    assert "Thursday 00h UTC" in raised.reason
    assert "once in 19 years, a signal is what comes once in 7 days" in raised.reason
    assert "detector version 7" in raised.reason


def test_the_same_buckets_give_the_same_episode() -> None:
    counts = days(7, 10) + [400] * 24

    assert run(counts) == run(counts)


def test_a_compressed_clock_turns_hours_faster() -> None:
    assert BucketSpan(5.0, 720.0).hours == pytest.approx(1.0)
    assert BucketSpan(5.0, 720.0).hour_of_week(5.0) == (BucketSpan(3600.0).hour_of_week(3600.0))
    assert BucketSpan(60.0).hour_of_week(1_776_254_400.0) == 2 * 24 + 12  # Wednesday 2026-04-15 12:00 UTC


@pytest.mark.parametrize("count", [0, 1, 7, 5_000])
def test_stabilised_counts_turn_back_into_counts(count: int) -> None:
    assert count_of(count_sample(count).value) == pytest.approx(count)


def test_stabilised_shares_turn_back_into_shares() -> None:
    assert share_of(share_sample(300, 1_000).value) == pytest.approx(0.3, abs=0.001)
