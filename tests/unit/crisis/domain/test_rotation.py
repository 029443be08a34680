"""Who is on call when: turns, layers, hours of the week, overrides, and days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from services.crisis.domain.rotation import Layer, OnCallShift, Override, Rotation, first_gap, on_call, shifts
from services.crisis.domain.week_hours import WeekSpan, day_begins

AMS = "Europe/Amsterdam"
OFFICE = (WeekSpan((0, 1, 2, 3, 4), 540, 1020),)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_rotation(*layers: Layer, zone: str = AMS, overrides: tuple[Override, ...] = ()) -> Rotation:
    return Rotation("hub", "Hub", zone, layers, overrides=overrides)


WEEKLY = Layer(("ann", "ben", "cas"), date(2026, 6, 1))  # a Monday; handed over at 09:00


def test_turns_are_handed_over_at_the_local_time_and_go_round() -> None:
    rotation = a_rotation(WEEKLY)

    assert on_call(rotation, at("2026-06-01T06:59")) is None
    assert on_call(rotation, at("2026-06-01T07:00")) == "ann"
    assert on_call(rotation, at("2026-06-08T06:59")) == "ann"
    assert on_call(rotation, at("2026-06-08T07:00")) == "ben"
    assert on_call(rotation, at("2026-06-22T07:00")) == "ann"


def test_a_turn_is_handed_over_at_the_same_local_time_after_the_clocks_changed() -> None:
    rotation = a_rotation(Layer(("ann", "ben"), date(2026, 10, 23), turn_days=1))

    edges = [each.begins_at for each in shifts(rotation, at("2026-10-23T07:00"), at("2026-10-27T07:00"))]
    assert edges == [at(f"2026-10-{day}") for day in ("23T07:00", "24T07:00", "25T08:00", "26T08:00")]


def test_a_layer_with_hours_is_on_call_in_them_and_the_next_one_is_for_the_rest() -> None:
    rotation = a_rotation(Layer(("ann",), date(2026, 6, 1), hours=OFFICE), Layer(("ben",), date(2026, 6, 1)))

    found = shifts(rotation, at("2026-06-05T06:00"), at("2026-06-08T08:00"))
    assert [(each.begins_at, each.person, each.layer) for each in found] == [
        (at("2026-06-05T06:00"), "ben", 2),
        (at("2026-06-05T07:00"), "ann", 1),
        (at("2026-06-05T15:00"), "ben", 2),
        (at("2026-06-08T07:00"), "ann", 1),
    ]


def test_a_night_reaches_into_the_next_day_and_midnight_ends_one() -> None:
    night = a_rotation(Layer(("ann",), date(2026, 6, 1), hours=(WeekSpan((4,), 1320, 360),)), zone="UTC")
    assert on_call(night, at("2026-06-05T22:00")) == on_call(night, at("2026-06-06T05:59")) == "ann"
    assert on_call(night, at("2026-06-06T06:00")) is None
    day = a_rotation(Layer(("ann",), date(2026, 6, 1), hours=(WeekSpan((4,), 0, 1440),)), zone="UTC")
    assert on_call(day, at("2026-06-05T23:59")) == "ann"
    assert on_call(day, at("2026-06-06T00:00")) is None


def test_a_day_begins_at_its_local_midnight() -> None:
    assert day_begins(at("2026-06-05T21:59"), AMS) == at("2026-06-04T22:00")
    assert day_begins(at("2026-06-05T22:00"), AMS) == at("2026-06-05T22:00")


def test_the_override_written_last_comes_first() -> None:
    overrides = (
        Override("o1", "dee", at("2026-06-02T00:00"), at("2026-06-03T00:00"), "ann"),
        Override("o2", "eve", at("2026-06-02T12:00"), at("2026-06-02T18:00"), "ann"),
    )
    found = shifts(a_rotation(WEEKLY, overrides=overrides), at("2026-06-01T12:00"), at("2026-06-03T12:00"))
    assert [(each.person, each.override) for each in found] == [
        ("ann", None),
        ("dee", "o1"),
        ("eve", "o2"),
        ("dee", "o1"),
        ("ann", None),
    ]


def test_who_has_left_is_passed_over_for_the_next_layer() -> None:
    rotation = a_rotation(WEEKLY, Layer(("dee",), date(2026, 6, 1)))
    assert on_call(rotation, at("2026-06-02T00:00"), lambda person: person != "ann") == "dee"


@pytest.mark.parametrize(
    ("rotation", "begins", "ends"),
    [
        (a_rotation(WEEKLY), None, None),
        (a_rotation(Layer(("ann",), date(2026, 6, 1), hours=OFFICE)), "2026-06-01T15:00", "2026-06-02T07:00"),
        (a_rotation(Layer(("ann",), date(2026, 6, 1), hours=OFFICE), WEEKLY), None, None),
        (
            a_rotation(Layer(("ann",), date(2026, 6, 1), hours=OFFICE), Layer(("ben",), date(2026, 7, 1))),
            "2026-06-01T15:00",
            "2026-06-02T07:00",
        ),
    ],
)
def test_the_first_gap_is_named(rotation: Rotation, begins: str | None, ends: str | None) -> None:
    expected = None if begins is None or ends is None else OnCallShift(at(begins), at(ends), None)
    assert first_gap(rotation, at("2026-05-01T00:00")) == expected


ZONES = ("UTC", AMS, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")


def some_layer(chance: Random) -> Layer:
    span = WeekSpan(
        tuple(chance.sample(range(7), chance.randint(1, 7))), chance.randrange(1440), chance.randint(1, 1440)
    )
    return Layer(
        members=tuple(chance.sample("abcde", chance.randint(1, 5))),
        starts_on=date(2026, 1, 1) + timedelta(days=chance.randrange(365)),
        turn_days=chance.randint(1, 31),
        handover=chance.randrange(1440),
        hours=None if chance.random() < 0.3 else (span,),
    )


@pytest.mark.parametrize("seed", range(100))
def test_shifts_fill_their_time_without_overlap_and_say_who_is_on_call(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - any rotation
    rotation = a_rotation(*(some_layer(chance) for _ in range(chance.randint(1, 3))), zone=chance.choice(ZONES))
    since = at("2026-01-01T00:00") + timedelta(minutes=chance.randrange(525_600))
    until = since + timedelta(days=10)

    found = shifts(rotation, since, until)

    assert (found[0].begins_at, found[-1].ends_at) == (since, until)
    assert all(before.ends_at == after.begins_at for before, after in zip(found, found[1:], strict=False))
    for _ in range(20):
        moment = since + timedelta(minutes=chance.randrange(10 * 1440))
        holder = next(each for each in found if each.begins_at <= moment < each.ends_at)
        assert holder.person == on_call(rotation, moment)
