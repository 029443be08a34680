"""Every verdict on a bucket, and the sentence that says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.detector import judge
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.explanation import sentence_of
from services.crisis.domain.judged import Judged
from tests.unit.crisis.domain.test_detector import days

SPAN = BucketSpan(300.0)
CONFIG = DetectorConfig()


def stream(counts: Sequence[int], copies: int = 0, config: DetectorConfig = CONFIG) -> list[Judged]:
    """What is judged of the count in each bucket; the copies are in the last one, over what is counted there."""
    state = DetectorState(config.version, 0.0)
    last = len(counts) - 1
    judged = []
    for number, count in enumerate(counts):
        copied = copies if number == last else 0
        bucket = CountBucket(number * 300.0, count + copied, 0, 0, copied)
        judged.append(judge(state, bucket, config, SPAN)[0])
    return judged


@pytest.mark.parametrize(
    ("counts", "copies", "verdict", "says"),
    [
        ([5] * 3, 0, "learning", "5 messages (usual: 5): not judged: the brand had been counted for fewer than 12"),
        ([*days(3, 10), 10], 0, "usual", "it takes once in 7.0 days"),
        ([*days(3, 10), 1000], 0, "raised", "a signal was raised: the like comes once in"),
        ([*days(3, 10), 1000, 1000], 0, "lasting", "lasted"),
        ([*days(3, 10), 10], 990, "held", "without the copies of few accounts it is no signal"),
        ([0] * 2_000 + [4], 0, "too_few", "the last hour had fewer than 5 messages"),
    ],
)
def test_a_verdict_is_said_with_its_figures(counts: list[int], copies: int, verdict: str, says: str) -> None:
    judged = stream(counts, copies)[-1]
    assert judged.verdict == verdict
    assert says in sentence_of(judged, CONFIG)


def test_a_warm_up_that_asks_for_more_is_named() -> None:
    found = next(each for each in stream([5] * 20 + [n for n in range(12, 60, 4)]) if each.verdict == "unproven")
    assert found.warmup
    assert found.figures is not None
    assert found.figures.usually_asked <= found.figures.rarity < found.figures.asked
    assert "during warm-up it takes a hundred times rarer, once in" in sentence_of(found, CONFIG)


def test_what_comes_back_and_is_not_rarer_is_named() -> None:
    counts = [*days(7, 10), 1000, *[10] * 40, 700, *[10] * 3]
    found = next(each for each in stream(counts) if each.verdict == "not_rarer")
    assert "a signal was raised shortly before, and the next takes once in" in sentence_of(found, CONFIG)


def test_an_episode_ends_with_a_bucket_that_says_since_when_it_lasted() -> None:
    judged = stream([*days(3, 10), 1000, *[10] * 60])
    cleared = next(each for each in judged if each.verdict == "cleared")
    began = next(each for each in judged if each.verdict == "raised")
    assert cleared.opened_at == began.opened_at
    assert "1970-01-04 00:00 UTC ended here" in sentence_of(cleared, CONFIG)


def test_a_share_of_which_too_little_is_known_is_not_judged() -> None:
    state = DetectorState(CONFIG.version, 0.0)
    judged = judge(state, CountBucket(0.0, 5, 1, 3), CONFIG, SPAN)[1]
    assert (judged.verdict, judged.figures) == ("unknown", None)
    assert "33% negative: too few messages" in sentence_of(judged, CONFIG)
    assert "from 7 messages" in sentence_of(judged, replace(CONFIG, min_known=7))
