"""The busiest brands have their shares shown without names; one that takes more than half is named in the log."""

from __future__ import annotations

import uuid

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from chassis.messaging.brand_shares import FLOOD_SECONDS, MOST_BRANDS, RANKS, WINDOW_SECONDS, WORTH_NAMING, BrandShares
from tests.unit.chassis.messaging.records import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


def made(clock: Clock) -> BrandShares:
    return BrandShares("inbox", uuid.uuid4().hex, clock)


def a_window(shares: BrandShares, clock: Clock, *brands: str) -> None:
    """One whole window with these records, ended by the first batch after it."""
    shares.note(brands)
    clock.now += WINDOW_SECONDS
    shares.note(())


def test_the_largest_shares_of_the_last_minute_are_shown_by_rank(clock: Clock) -> None:
    shares = made(clock)
    a_window(shares, clock, *["north"] * 6, *["south"] * 3, "west")
    assert [shares.share(rank) for rank in range(1, RANKS + 1)] == [0.6, 0.3, 0.1, 0.0, 0.0]
    a_window(shares, clock, "south")
    assert shares.share(1) == 1.0


def test_the_gauge_has_no_brand(clock: Clock) -> None:
    group = uuid.uuid4().hex
    shares = BrandShares("inbox", group, clock)
    a_window(shares, clock, "north", "north", "south", "west")
    labels = {"service": "inbox", "group": group, "rank": "1"}
    assert REGISTRY.get_sample_value("muster_consumer_brand_share", labels) == 0.5


def test_what_is_long_past_is_not_shown(clock: Clock) -> None:
    shares = made(clock)
    a_window(shares, clock, "north")
    clock.now += 2 * WINDOW_SECONDS + 1
    assert shares.share(1) == 0.0


@pytest.mark.parametrize(
    ("north", "south", "named"),
    [(WORTH_NAMING, 0, True), (WORTH_NAMING // 2, WORTH_NAMING // 2, False), (WORTH_NAMING - 1, 0, False)],
)
def test_a_brand_that_takes_more_than_half_of_much_is_named(north: int, south: int, named: bool, clock: Clock) -> None:
    shares = made(clock)
    with capture_logs() as lines:
        a_window(shares, clock, *["north"] * north, *["south"] * south)
    assert [(line["event"], line["brand"], line["share"]) for line in lines] == (
        [("brand_takes_most", "north", 1.0)] if named else []
    )


def test_in_a_flood_who_takes_most_is_named_after_ten_seconds_and_again_after_a_minute_or_another(clock: Clock) -> None:
    shares = made(clock)
    named = list[tuple[float, str]]()
    for second, brand in enumerate(["north"] * 75 + ["south"] * 15):
        clock.now += 1.0
        with capture_logs() as lines:
            shares.note([brand] * WORTH_NAMING)
        named += [(second, line["brand"]) for line in lines]
    seconds = int(FLOOD_SECONDS)
    assert [brand for _, brand in named] == ["north", "north", "south"]
    first, again, other = (second for second, _ in named)
    assert first <= seconds
    assert again - first == int(WINDOW_SECONDS)
    assert 75 + seconds / 2 < other < 75 + 2 * seconds


def test_few_records_are_counted_for_a_whole_minute(clock: Clock) -> None:
    shares = made(clock)
    shares.note(["north"] * (WORTH_NAMING - 1))
    clock.now += WINDOW_SECONDS - 1
    shares.note(())
    assert shares.share(1) == 0.0
    clock.now += 1
    shares.note(())
    assert shares.share(1) == 1.0


def test_any_number_of_brands_takes_bounded_memory_and_the_busiest_stay(clock: Clock) -> None:
    shares = made(clock)
    for number in range(20):
        shares.note(["north"] * 200 + [f"brand-{number}-{each}" for each in range(200)])
        assert len(shares._counts) <= MOST_BRANDS
    clock.now += WINDOW_SECONDS
    shares.note(())
    assert shares.share(1) == 0.5
