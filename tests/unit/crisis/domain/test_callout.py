"""Who is asked, in what order, how many at once, and what an answer does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.crisis.domain.callout import (
    Ask,
    Callout,
    CalloutRules,
    Volunteer,
    answer,
    settled,
    wave_size,
)
from services.crisis.domain.callout_order import eligible, ordered

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)


def a_callout(**fields: object) -> Callout:
    return replace(Callout("c", "i", 10, 0, 0, "open", NOON), **fields)  # type: ignore[arg-type]


def test_a_wave_is_as_large_as_the_answers_teach() -> None:
    rules = CalloutRules(acceptance=0.5)
    assert wave_size(a_callout(), rules) == 20
    assert wave_size(a_callout(declined=20), rules) > 20
    assert wave_size(a_callout(accepted=10), rules) == 0
    assert wave_size(a_callout(needed=900), replace(rules, wave_most=200)) == 200


def test_who_is_present_and_speaks_the_language_is_asked_first() -> None:
    rules = CalloutRules(languages=("nl",), skills=(("booking", 1),))
    people = [
        Volunteer("offline", ("nl",), (), "offline", True),
        Volunteer("english", ("en",), (("booking", 5),), "online", True),
        Volunteer("dutch", ("nl",), (), "online", True),
        Volunteer("skilled", ("nl",), (("booking", 3),), "online", True),
    ]
    order = [one.employee for one in ordered(people, rules, lambda employee: employee)]
    assert order == ["skilled", "dutch", "english", "offline"]


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, True),
        ({"volunteer": False}, False),
        ({"surge_incident": "x"}, False),
        ({"on_shift_until": NOON + timedelta(hours=1)}, False),
        ({"on_shift_until": NOON - timedelta(hours=1)}, True),
        ({"employee": "asked"}, False),
    ],
)
def test_only_those_who_opted_in_and_are_free_are_asked(change: dict[str, object], may: bool) -> None:
    volunteer = replace(Volunteer("v", volunteer=True), **change)  # type: ignore[arg-type]
    assert eligible(volunteer, NOON, {"asked"}) is may


def test_a_callout_stays_exhausted_so_that_its_waves_say_so_once() -> None:
    assert settled(a_callout(state="exhausted"), NOON).state == "exhausted"
    assert settled(a_callout(state="filled"), NOON).state == "open"


def test_the_last_yes_fills_the_callout_and_a_larger_need_opens_it_again() -> None:
    ask = Ask("c", "i", "v", 1, NOON, NOON)
    filled_one, said = answer(a_callout(needed=1), ask, "accepted", NOON)
    assert (filled_one.state, said.state) == ("filled", "accepted")
    assert settled(replace(filled_one, needed=2), NOON).state == "open"
