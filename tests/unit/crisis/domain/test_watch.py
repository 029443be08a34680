"""Which buckets are complete, and when the ones still being counted are judged too."""

from __future__ import annotations

from datetime import timedelta

from services.crisis.domain.bucket import BucketSpan
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.episode import Raised, Upheld
from services.crisis.domain.tally import BucketCount
from services.crisis.domain.watch import CHUNK, DetectionTurn, Progress, WatchRules, advance, bounds, horizon
from tests.support.crisis.builders import NOON

RULES = WatchRules(bucket_seconds=60, grace_seconds=2.0, hold_seconds=120.0)
START = int(NOON.timestamp())
CONFIG = DetectorConfig(warmup_buckets=20, clear_buckets=3)
CALM = {START + 60 * n: BucketCount(inbound=4) for n in range(25)}


def a_turn(surge: int, end_minutes: int, elapsed_minutes: int) -> DetectionTurn:
    counts = CALM | {START + 60 * n: BucketCount(inbound=surge) for n in range(25, elapsed_minutes)}
    state = DetectorState(CONFIG.version, float(START))
    return DetectionTurn(state, 0, START, START + 60 * end_minutes, START + 60 * elapsed_minutes, counts)


def test_a_surge_in_buckets_still_being_counted_is_raised_and_they_are_stepped() -> None:
    turn, events = advance(a_turn(200, 25, 28), CONFIG, BucketSpan(60))

    assert [type(event) for event in events] == [Raised]
    assert (turn.end, turn.state.next_start) == (START + 60 * 28, START + 60 * 28)


def test_copies_in_buckets_still_being_counted_are_left_for_later() -> None:
    turn = a_turn(200, 25, 28)
    for start in range(START + 60 * 25, START + 60 * 28, 60):
        turn.counts[start].copied = 198

    turn, events = advance(turn, CONFIG, BucketSpan(60))

    assert events == []
    assert turn.end == START + 60 * 25


def test_people_in_buckets_still_being_counted_uphold_what_copies_made() -> None:
    turn = a_turn(200, 26, 29)
    turn.counts[START + 60 * 25].copied = 198

    turn, events = advance(turn, CONFIG, BucketSpan(60))

    assert [type(event) for event in events] == [Raised, Upheld]
    assert turn.end == START + 60 * 29


def test_calm_buckets_still_being_counted_are_left_for_later() -> None:
    turn, events = advance(a_turn(1, 25, 28), CONFIG, BucketSpan(60))

    assert events == []
    assert (turn.end, turn.state.next_start) == (START + 60 * 25, START + 60 * 25)


def test_complete_buckets_end_after_the_grace() -> None:
    assert horizon([], NOON + timedelta(seconds=61), RULES) == START
    assert horizon([], NOON + timedelta(seconds=62), RULES) == START + 60


def test_a_partition_that_delivers_the_past_is_waited_for_but_not_for_ever() -> None:
    now = NOON + timedelta(minutes=10)
    late = Progress(NOON + timedelta(minutes=9, seconds=-30), now)
    lost = Progress(NOON, now)
    quiet = Progress(NOON, now - timedelta(minutes=5))

    assert horizon([late], now, RULES) == START + 8 * 60
    assert horizon([lost], now, RULES) == START + 8 * 60
    assert horizon([quiet], now, RULES) == START + 9 * 60


def test_catching_up_takes_a_bounded_number_of_buckets_a_turn() -> None:
    now = NOON + timedelta(days=7)
    end, elapsed = bounds(START, int(now.timestamp()), now, RULES)
    assert end == elapsed == START + CHUNK * 60
