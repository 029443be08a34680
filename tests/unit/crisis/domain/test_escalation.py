"""Levels of an escalation: whom they are for and when, and the form in which a waiting timer holds them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.crisis.domain.escalation import (
    FIRST,
    EscalationLevel,
    EscalationPolicy,
    Stage,
    next_stage,
    page_calls,
)
from services.crisis.domain.severity import Severity
from services.crisis.domain.week_hours import WeekHours, WeekSpan

OFFICE = WeekHours("Europe/Amsterdam", (WeekSpan((0, 1, 2, 3, 4), 540, 1020),))
PLAIN = EscalationPolicy((EscalationLevel(("ann", "ben"), 300.0), EscalationLevel(("cas",), 60.0)), rounds=2)
WHOLE = EscalationLevel(("ann",), 60.0, ("hub",), ("strategist",), 2, OFFICE)
CALLING = EscalationPolicy((replace(WHOLE, webhooks=("alerts",)), EscalationLevel(webhooks=("alerts", "desk"))))


@pytest.mark.parametrize(
    "policy", [PLAIN, EscalationPolicy((WHOLE, EscalationLevel(rotations=("hub",))), 1, 5), CALLING]
)
def test_a_policy_comes_back_from_the_form_a_timer_holds(policy: EscalationPolicy) -> None:
    assert EscalationPolicy.unpacked(json.loads(json.dumps(policy.packed()))) == policy


def test_people_alone_are_held_as_older_processes_read_them() -> None:
    assert PLAIN.packed()["levels"] == [[["ann", "ben"], 300.0], [["cas"], 60.0]]
    assert EscalationPolicy.unpacked({"rounds": 2, "levels": [[["ann"], 60.0]]}) == EscalationPolicy(
        (EscalationLevel(("ann",), 60.0),), rounds=2
    )


def test_a_level_without_webhooks_is_held_as_before_and_one_with_some_in_a_form_that_no_older_process_reads() -> None:
    before = {"persons", "timeout_seconds", "rotations", "roles", "from_severity"}
    assert WHOLE.packed().keys() == before | {"hours"}
    for level in CALLING.packed()["levels"]:
        assert not before & level.keys(), "an older process would go on without the webhooks"


@pytest.mark.parametrize(
    ("severity", "hour", "closed"),
    [(1, 10, "severity"), (2, 10, None), (3, 10, None), (3, 15, "hours"), (1, 15, "severity")],
)
def test_a_level_is_for_its_severity_and_its_hours(severity: Severity, hour: int, closed: str | None) -> None:
    friday = datetime(2026, 6, 5, hour, 0, tzinfo=UTC)  # 12:00 and 17:00 in Amsterdam
    assert WHOLE.closed(severity, friday) == closed


def test_escalation_goes_through_levels_and_rounds_and_ends() -> None:
    stages: list[Stage | None] = [FIRST]
    while stages[-1] is not None:
        stages.append(next_stage(PLAIN, stages[-1]))

    assert stages == [Stage(1, 1), Stage(1, 2), Stage(2, 1), Stage(2, 2), None]


def test_a_page_has_the_same_key_however_often_it_is_tried_and_another_in_the_next_round() -> None:
    keys = [
        page_calls(["ann", "ann"], "i", stage, lambda *parts: "/".join(parts)) for stage in (FIRST, FIRST, Stage(2, 1))
    ]
    assert [len(each) for each in keys] == [1, 1, 1]
    assert keys[0][0].id == keys[1][0].id != keys[2][0].id
