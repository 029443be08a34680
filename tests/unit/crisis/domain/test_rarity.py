"""How rare a score is: what was asked for comes as often as was asked, whatever the brand's volume and temper."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import pytest

from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.detector import step
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.episode import Raised
from services.crisis.domain.fading import FadingSum, fade_of
from services.crisis.domain.rarity import RarityConfig, Tail

CONFIG = RarityConfig()
WEEK = 7 * 86_400
SPAN = BucketSpan(600.0)


def poisson(random_: random.Random, mean: float) -> int:
    """Give a Poisson count, by the normal distribution where the mean is large."""
    if mean > 50:
        return max(0, round(random_.gauss(mean, math.sqrt(mean))))
    bound, product, count = math.exp(-mean), random_.random(), 0
    while product > bound:
        product *= random_.random()
        count += 1
    return count


def stream(rate: float, weeks: int, *, bursty: bool) -> Iterator[CountBucket]:
    """Give a brand of so many messages a minute with a day's rhythm; a bursty one doubles and halves within an hour."""
    random_, temper = random.Random(f"{rate}/{bursty}"), 0.0
    keep = math.exp(-SPAN.bucket_seconds / 1_800)
    for number in range(int(weeks * WEEK / SPAN.bucket_seconds)):
        start = number * SPAN.bucket_seconds
        mean = rate * SPAN.bucket_seconds / 60.0 * math.exp(0.6 * math.sin(2 * math.pi * start / 86_400))
        if bursty:
            temper = keep * temper + random_.gauss(0.0, 0.5 * math.sqrt(1.0 - keep * keep))
            mean *= math.exp(temper)
        yield CountBucket(start, poisson(random_, mean))


@pytest.mark.timeout(240)  # five seconds of work, on cores that a dozen processes share
@pytest.mark.parametrize("bursty", [False, True])
def test_chance_alone_alerts_as_often_as_was_asked_for_at_every_rate(bursty: bool) -> None:
    weeks, settled, config, alerts = 16, 4, DetectorConfig(), []
    for rate in (0.1, 1.0, 30.0, 1_000.0):
        state = DetectorState(config.version, 0.0)
        for bucket in stream(rate, weeks, bursty=bursty):
            raised = [each for each in step(state, bucket, config, SPAN) if isinstance(each, Raised)]
            alerts += [rate for each in raised if each.opened_at >= settled * WEEK]
    asked = 4 * (weeks - settled)
    assert asked / 1.5 <= len(alerts) <= asked * 1.5
    assert all(alerts.count(rate) <= 2 * (weeks - settled) for rate in set(alerts))


def test_before_anything_is_learnt_a_peak_is_as_rare_as_the_prior_says() -> None:
    tail = Tail(CONFIG.quantile)

    assert math.exp(tail.log_hours(CONFIG.quantile, CONFIG)) == pytest.approx(24)
    assert math.exp(tail.log_hours(CONFIG.quantile + CONFIG.excess, CONFIG)) == pytest.approx(24 * math.e)


def test_an_exceedance_is_one_peak_until_it_is_over_for_hours() -> None:
    tail = Tail(1.0)
    for score in (2.0, 0.0, 3.0, *[0.0] * 5):
        tail.learn(score, 0.95, 1.0, 168.0, CONFIG)
    assert tail.peaks == 0.0
    tail.learn(0.0, 0.95, 1.0, 168.0, CONFIG)
    assert tail.peaks == 1.0
    assert tail.peak is None


def test_one_crisis_teaches_no_more_than_a_peak_four_times_as_rare_as_asked() -> None:
    calm, crisis = Tail(1.0), Tail(1.0)
    for tail, score in ((calm, 2.7), (crisis, 90.0)):
        for each in (score, *[0.0] * 6):
            tail.learn(each, 0.95, 1.0, 168.0, CONFIG)
    assert crisis.excess < 1.1 * calm.excess


def test_a_fading_sum_is_worth_so_many_buckets_and_stays_poisson() -> None:
    fading = FadingSum()
    for _ in range(2_000):
        fading.add(3.0, 1.0, fade_of(60.0))
    assert fading.buckets == pytest.approx(60)
    assert fading.whole * fading.scale / fading.buckets == pytest.approx(3)
    assert fading.part / fading.whole == pytest.approx(1 / 3)


def test_a_fading_sum_says_how_little_it_has_seen() -> None:
    fading = FadingSum()
    fading.add(7.0, 0.0, fade_of(60.0))
    assert (fading.buckets, fading.whole * fading.scale) == (1.0, 7.0)


def test_a_window_of_one_bucket_is_that_bucket() -> None:
    fading = FadingSum()
    for count in (5.0, 9.0):
        fading.add(count, 0.0, fade_of(1.0))
    assert (fading.whole, fading.buckets, fading.scale) == (9.0, 1.0, 1.0)
