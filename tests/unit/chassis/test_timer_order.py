"""Timers are taken up by precedence, and of the others some get on whatever waits before them."""

import pytest

from chassis.timer_order import ROUND, Precedence, in_turn

MANY = 100


def crowd(*precedences: Precedence) -> dict[Precedence, list[str]]:
    return {each: [f"{each}{number}" for number in range(MANY)] for each in precedences}


def taken(waiting: dict[Precedence, list[str]], limit: int, place: int = 0) -> dict[str, int]:
    chosen = in_turn(waiting, limit, place)
    return {each: sum(name.startswith(each) for name in chosen) for each in ("first", "ordinary", "last")}


def test_what_goes_first_is_taken_first_and_each_in_its_own_order() -> None:
    assert in_turn({"last": ["c", "d"], "first": ["a"], "ordinary": ["b"]}, 10, 0) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("place", range(ROUND))
def test_in_any_round_each_precedence_gets_its_share(place: int) -> None:
    assert taken(crowd("first", "ordinary", "last"), ROUND, place) == {"first": 13, "ordinary": 2, "last": 1}


@pytest.mark.parametrize("place", range(ROUND))
def test_story_answers_take_one_place_of_a_round_from_everyday_replies(place: int) -> None:
    assert taken(crowd("ordinary", "last"), ROUND, place) == {"first": 0, "ordinary": 15, "last": 1}


def test_one_at_a_time_comes_to_the_same_share() -> None:
    waiting = crowd("first", "ordinary", "last")
    chosen = [in_turn(waiting, 1, place)[0] for place in range(ROUND)]
    assert [each.rstrip("0") for each in chosen].count("first") == 13
    assert [each.rstrip("0") for each in chosen].count("last") == 1


def test_a_place_nobody_needs_goes_to_the_others() -> None:
    assert taken(crowd("first"), ROUND)["first"] == ROUND
    assert taken(crowd("last"), ROUND)["last"] == ROUND
    assert in_turn({}, ROUND, 0) == []
