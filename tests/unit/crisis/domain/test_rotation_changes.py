"""People join, leave, take times over and swap, and all other turns stay as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.crisis.domain.rotation import Layer, Override, Period, Rotation, Swap, on_call, shifts
from services.crisis.domain.rotation_changes import (
    MOST_MEMBERS,
    MOST_OVERRIDES,
    RotationNotAllowed,
    answered,
    joined,
    left,
    overridden,
    proposed,
)

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
ROTATION = Rotation("hub", "Hub", "UTC", (Layer(("ann", "ben", "cas"), date(2026, 6, 1), turn_days=1),))
IDS = ("gives", "takes")
MOMENTS = [0, 0.4, 1, 1.999, 2, 2.5, 3, 7.25, 40]
"""Days since the first turn began: in the midst of turns, and at their edges."""


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def a_swap(**fields: object) -> Swap:
    swap = Swap("s1", "ann", "ben", Period(day(3), day(4)), Period(day(4), day(5)), START)
    return replace(swap, **fields)  # type: ignore[arg-type]


def order(rotation: Rotation, now: datetime) -> list[str | None]:
    return [each.person for each in shifts(rotation, now, now + timedelta(days=6))]


@pytest.mark.parametrize("days", MOMENTS)
def test_who_joins_comes_last_and_nobody_elses_turn_of_this_round_moves(days: float) -> None:
    now = day(days)
    after = joined(ROTATION, "dee", now)

    assert order(after, now)[:3] == order(ROTATION, now)[:3]
    assert order(after, now)[3] == "dee"
    assert joined(after, "dee", day(days + 1)) == after


@pytest.mark.parametrize("person", ["ann", "ben", "cas"])
@pytest.mark.parametrize("days", MOMENTS)
def test_who_leaves_leaves_no_gap_and_the_others_keep_their_order(days: float, person: str) -> None:
    now = day(days)
    after = left(ROTATION, person, now)

    before = [each for each in order(ROTATION, now) if each != person]
    assert order(after, now)[:2] == before[:2]
    assert person not in after.members
    assert left(after, person, now) == after


def test_the_last_one_cannot_leave_and_a_full_layer_takes_nobody() -> None:
    alone = Rotation("hub", "Hub", "UTC", (Layer(("ann",), date(2026, 6, 1)),))
    with pytest.raises(RotationNotAllowed, match="last_member"):
        left(alone, "ann", START)
    full = Rotation("hub", "Hub", "UTC", (Layer(tuple(f"p{n}" for n in range(MOST_MEMBERS)), date(2026, 6, 1)),))
    with pytest.raises(RotationNotAllowed, match="full"):
        joined(full, "ann", START)


def test_an_override_is_written_once_and_what_is_over_makes_room() -> None:
    one = Override("o1", "dee", day(1), day(2), "dee")
    after = overridden(overridden(ROTATION, one, START), one, START)
    assert after.overrides == (one,)
    many = replace(ROTATION, overrides=tuple(replace(one, id=f"o{n}") for n in range(MOST_OVERRIDES)))
    with pytest.raises(RotationNotAllowed, match="too_many_overrides"):
        overridden(many, replace(one, id="more"), START)
    assert overridden(many, replace(one, id="more", ends_at=day(9)), day(3)).overrides == (
        replace(one, id="more", ends_at=day(9)),
    )


def test_an_accepted_swap_puts_each_in_the_others_place_and_nothing_else_moves() -> None:
    after = answered(proposed(ROTATION, a_swap(), START), a_swap(), "accepted", IDS, START)

    assert [on_call(after, day(number)) for number in range(6)] == ["ann", "ben", "cas", "ben", "ann", "cas"]
    assert [each.id for each in after.overrides] == ["gives", "takes"]
    assert after.swaps[0].state == "accepted"


def test_a_swap_without_a_return_hands_over_alone() -> None:
    swap = a_swap(takes=None)
    after = answered(proposed(ROTATION, swap, START), swap, "accepted", IDS, START)
    assert [on_call(after, day(number)) for number in (3, 4)] == ["ben", "ben"]


def test_a_declined_swap_changes_no_turn_and_is_answered_once() -> None:
    after = answered(proposed(ROTATION, a_swap(), START), a_swap(), "declined", IDS, START)
    assert (after.overrides, after.swaps[0].state) == ((), "declined")
    with pytest.raises(RotationNotAllowed, match="answered"):
        answered(after, after.swaps[0], "accepted", IDS, START)


@pytest.mark.parametrize(
    ("swap", "now", "reason"),
    [
        (a_swap(gives=Period(day(3), day(4.5))), START, "not_on_call"),
        (a_swap(takes=Period(day(5), day(6))), START, "not_on_call"),
        (a_swap(), day(3.5), "begun"),
    ],
)
def test_a_swap_of_what_one_does_not_have_or_what_has_begun_is_refused(swap: Swap, now: datetime, reason: str) -> None:
    with pytest.raises(RotationNotAllowed, match=reason):
        proposed(ROTATION, swap, now)


def test_a_swap_is_held_against_the_rotation_as_it_is_when_it_is_accepted() -> None:
    asked = proposed(ROTATION, a_swap(), START)
    taken = overridden(asked, Override("o1", "dee", day(3), day(3.1), "dee"), START)
    with pytest.raises(RotationNotAllowed, match="not_on_call"):
        answered(taken, a_swap(), "accepted", IDS, START)
