"""The lanes share the places so that the most urgent is refused last."""

import random

import pytest

from gateway.domain.adaptive_limit import AdaptiveLimit
from gateway.domain.places import RETRY_SECONDS, RequestPlaces, retry_after
from gateway.domain.request_lanes import RequestLane

BULK, LIVE, CRISIS = RequestLane.BULK, RequestLane.LIVE, RequestLane.CRISIS


def _places(limit: int) -> RequestPlaces:
    return RequestPlaces(AdaptiveLimit(limit, limit, 0.0))


def _fill(places: RequestPlaces, lane: RequestLane) -> int:
    taken = 0
    while places.take(lane):
        taken += 1
    return taken


def test_bulk_gets_half_live_four_fifths_and_a_crisis_all() -> None:
    places = _places(10)

    assert [_fill(places, lane) for lane in (BULK, LIVE, CRISIS)] == [5, 3, 2]
    assert places.total() == 10


def test_a_crisis_alone_may_fill_the_house() -> None:
    assert _fill(_places(10), CRISIS) == 10


def test_bulk_waits_for_a_house_that_others_fill() -> None:
    places = _places(10)
    _fill(places, LIVE)

    assert not places.take(BULK)
    for _ in range(4):
        places.give_back(LIVE)
    assert places.take(BULK)


def test_whoever_was_taken_once_is_taken_again_though_it_is_full() -> None:
    places = _places(10)
    assert places.take(BULK)
    places.give_back(BULK)
    _fill(places, CRISIS)

    places.take_again(BULK)

    assert places.total() == 11
    assert not places.take(CRISIS)


def test_a_crisis_has_its_fifth_though_the_limit_fell_below_what_is_under_way() -> None:
    limit = AdaptiveLimit(10, 200, 0.0)
    places = RequestPlaces(limit)
    _fill(places, LIVE)
    for answer in range(1_000):
        limit.failed(now=float(answer))

    assert places.total() == 160
    assert (_fill(places, BULK), _fill(places, LIVE), _fill(places, CRISIS)) == (0, 0, 2)


@pytest.mark.parametrize("limit", range(1, 30))
def test_whenever_a_lane_is_refused_every_less_urgent_one_is_refused_too(limit: int) -> None:
    drawn = random.Random(limit)  # noqa: S311 - it must repeat
    places, held = _places(limit), list[RequestLane]()
    for _ in range(200):
        lane = drawn.choice(list(RequestLane))
        refused = not places.take(lane)
        if not refused:
            held.append(lane)
        for lower in list(RequestLane)[: list(RequestLane).index(lane)]:
            assert not (refused and places.take(lower))
        if held and drawn.random() < 0.4:
            places.give_back(held.pop(drawn.randrange(len(held))))
    assert places.total() == len(held)


def test_the_smallest_house_takes_one_of_each_lane() -> None:
    for lane in RequestLane:
        assert _places(1).take(lane)


def test_a_refused_lane_comes_back_at_different_times() -> None:
    for lane, (shortest, longest) in RETRY_SECONDS.items():
        drawn = {retry_after(lane, number / 100) for number in range(100)}
        assert drawn == set(range(shortest, longest + 1))
