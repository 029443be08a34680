"""A drill goes from planned to over, one at a time, and whoever takes part may do there what harms nobody."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from gateway.domain import drill as drills
from gateway.domain.drill import Drill, DrillOver, drill_id, overlap, scopes_in
from gateway.domain.drill_scenario import DrillPhase, DrillScenario
from gateway.domain.names import BRAND_PATTERN
from gateway.domain.scopes import ON_DUTY, ROLE_SCOPES, SCOPES

START = datetime(2026, 4, 15, 9, tzinfo=UTC)
SCENARIO = DrillScenario(("Is it true?",), (DrillPhase(60, 60),))


def a_drill(**fields: object) -> Drill:
    given = {"answer_seconds": 600, "by": "ada", "created_at": START, **fields}
    return Drill("north", "north-drill-1", "Oxygen", SCENARIO, ("ben",), START, **given)  # type: ignore[arg-type]


def test_it_ends_so_long_after_it_really_began() -> None:
    assert a_drill().ends_at == START + timedelta(seconds=660)
    late = drills.running(a_drill(), START + timedelta(seconds=20), ())
    assert late.ends_at == START + timedelta(seconds=680)


def test_it_is_looked_at_for_the_next_message_and_then_for_its_end() -> None:
    running = drills.running(a_drill(), START, ())
    assert drills.posted(running, 30).next_look(START + timedelta(seconds=10)) == START + timedelta(seconds=31)
    assert drills.posted(running, 30).next_look(START + timedelta(seconds=40)) == START + timedelta(seconds=41)
    assert drills.posted(running, 60).next_look(START + timedelta(seconds=60)) == running.ends_at


def test_two_drills_are_not_on_at_one_time() -> None:
    there, length = a_drill(), timedelta(seconds=660)
    assert overlap([there], START + timedelta(seconds=659), length) is there
    assert overlap([there], START - timedelta(seconds=659), length) is there
    assert overlap([there], START + length, length) is None
    assert overlap([there], START - length, length) is None


def test_cancelling_ends_one_that_has_not_begun_at_once_and_another_in_order() -> None:
    planned = drills.cancelled(a_drill(), "ada", START)
    assert (planned.state, planned.ended_at, planned.cancelled_by) == ("cancelled", START, "ada")
    running = drills.cancelled(drills.running(a_drill(), START, ()), "ada", START)
    assert (running.state, running.ended_at) == ("ending", None)
    assert drills.ended(running, START, {}).state == "cancelled"
    assert drills.ended(drills.ending(a_drill()), START, {}).state == "ended"
    with pytest.raises(DrillOver):
        drills.cancelled(planned, "ada", START)


def test_every_change_is_a_version() -> None:
    drill = drills.posted(drills.running(drills.preparing(a_drill(), START), START, ()), 5)
    assert (drill.version, drill.posted, drill.state) == (4, 5, "running")


def test_the_id_is_that_of_a_brand_whatever_the_brand_is_called() -> None:
    for brand in ("a", "north", "n" * 40, "a-very-long-name-of-brand-a-b-c"):
        made = drill_id(brand, "abcdefgh")
        assert re.fullmatch(BRAND_PATTERN, made), made
        assert made.startswith(brand[:20])


def test_in_a_drill_nobody_changes_people_and_accounts_or_brings_events_in() -> None:
    most = scopes_in(SCOPES)
    assert not any(scope.startswith(("people:", "brands:", "integrations:", "events:", "audit:")) for scope in most)
    assert "rules:write" in most
    assert scopes_in(ROLE_SCOPES["volunteer"]) == ROLE_SCOPES["volunteer"] | ON_DUTY
