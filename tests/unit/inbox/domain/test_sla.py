"""SLA clocks: targets, segments with cause, pauses and the policy frozen at the start."""

from dataclasses import replace
from typing import Any

import pytest

from services.inbox.domain import sla
from services.inbox.domain.guideline_scope import EngagementApplies, Situation
from services.inbox.domain.sla import PolicyBook, SlaPolicy, Targets
from tests.support.inbox.builders import NOON, minutes


def at_priority(priority: int, **fields: Any) -> Situation:
    return replace(Situation("x", "public", "respond", priority), **fields)


def test_the_default_promise_is_an_hour_to_the_first_answer_and_a_day_to_the_solution() -> None:
    policy = SlaPolicy()
    assert sla.start("first_response", NOON, "contact_wrote", at_priority(0), policy).due_at == NOON + minutes(60)
    assert sla.start("resolution", NOON, "contact_wrote", at_priority(0), policy).due_at == NOON + minutes(24 * 60)


def test_urgent_conversations_have_their_own_targets() -> None:
    policy = SlaPolicy(targets=(Targets(80, first_response_seconds=600), Targets()))
    assert policy.promised(at_priority(85)).first_response_seconds == 600
    assert policy.promised(at_priority(40)).first_response_seconds == 3600


def test_a_pause_moves_the_due_time_and_its_segment_names_the_cause() -> None:
    policy = SlaPolicy()
    clock = sla.start("resolution", NOON, "contact_wrote", at_priority(0), policy)
    clock = sla.pause(clock, NOON + minutes(30), "waiting_for_contact", policy)
    assert clock.elapsed_seconds == 1800
    clock = sla.resume(clock, NOON + minutes(90), "contact_wrote", policy)
    assert clock.due_at == NOON + minutes(24 * 60 + 60)
    clock = sla.stop(clock, NOON + minutes(120), "resolved", policy)
    assert [(s.cause, s.counts) for s in clock.segments] == [
        ("contact_wrote", True),
        ("waiting_for_contact", False),
        ("contact_wrote", True),
        ("resolved", False),
    ]
    assert clock.elapsed_seconds == 3600
    assert clock.met


def test_the_elapsed_time_can_be_recomputed_from_the_segments() -> None:
    policy = SlaPolicy()
    clock = sla.stop(
        sla.start("first_response", NOON, "x", at_priority(0), policy), NOON + minutes(61), "replied", policy
    )
    assert sla.elapsed(clock, NOON + minutes(500), policy) == clock.elapsed_seconds == 3660
    assert clock.breached
    assert not clock.met


def test_a_clock_is_judged_by_the_policy_it_started_under() -> None:
    old, new = SlaPolicy(version=1), SlaPolicy(version=2, targets=(Targets(first_response_seconds=60),))
    clock = sla.start("first_response", NOON, "x", at_priority(0), old)
    book = PolicyBook(new, {1: old})
    assert book.of(clock) is old
    assert sla.stop(clock, NOON + minutes(30), "replied", book.of(clock)).met


def test_a_stop_that_is_reported_late_and_before_the_start_costs_no_negative_time() -> None:
    policy = SlaPolicy()
    clock = sla.stop(
        sla.start("first_response", NOON, "x", at_priority(0), policy), NOON - minutes(5), "replied", policy
    )
    assert clock.elapsed_seconds == 0


BY_PRIORITY = SlaPolicy(targets=(Targets(80, first_response_seconds=600, resolution_seconds=7200), Targets()))


def test_a_raised_priority_holds_a_running_clock_to_the_stricter_promise_with_its_cause() -> None:
    clock = sla.start("first_response", NOON, "contact_wrote", at_priority(10), BY_PRIORITY)
    clock = sla.tighten(clock, NOON + minutes(4), "priority_raised", at_priority(90), BY_PRIORITY)
    assert (clock.target_seconds, clock.due_at) == (600, NOON + minutes(10))
    assert [each.cause for each in clock.segments if each.counts] == ["contact_wrote", "priority_raised"]
    stopped = sla.stop(clock, NOON + minutes(9), "replied", BY_PRIORITY)
    assert (stopped.elapsed_seconds, stopped.met) == (540, True)


def test_a_promise_that_is_over_already_is_due_at_once() -> None:
    clock = sla.start("first_response", NOON, "contact_wrote", at_priority(10), BY_PRIORITY)
    assert sla.tighten(
        clock, NOON + minutes(30), "priority_raised", at_priority(90), BY_PRIORITY
    ).due_at == NOON + minutes(30)


def test_a_clock_is_never_held_to_a_laxer_promise() -> None:
    clock = sla.start("first_response", NOON, "contact_wrote", at_priority(90), BY_PRIORITY)
    assert sla.tighten(clock, NOON + minutes(4), "priority_raised", at_priority(10), BY_PRIORITY) is clock


def test_a_paused_clock_resumes_under_the_stricter_promise() -> None:
    clock = sla.start("resolution", NOON, "contact_wrote", at_priority(10), BY_PRIORITY)
    clock = sla.pause(clock, NOON + minutes(60), "waiting_for_contact", BY_PRIORITY)
    clock = sla.tighten(clock, NOON + minutes(90), "priority_raised", at_priority(90), BY_PRIORITY)
    assert sla.resume(clock, NOON + minutes(120), "contact_wrote", BY_PRIORITY).due_at == NOON + minutes(180)


LOUD = EngagementApplies(visibility="public", min_reach=10_000, max_severity=3)
BY_RULE = SlaPolicy(targets=(Targets(first_response_seconds=900, id="loud", applies=LOUD), Targets()))


@pytest.mark.parametrize(
    ("fields", "promised"),
    [
        ({"reach": 10_000, "severity": 3, "in_incident": True}, ("loud", 900)),
        ({"reach": 9_999, "severity": 3, "in_incident": True}, (None, 3600)),
        ({"reach": 10_000}, (None, 3600)),
        ({"reach": 10_000, "severity": 3, "visibility": "private"}, (None, 3600)),
    ],
)
def test_the_first_target_whose_rule_of_engagement_holds_decides(
    fields: dict[str, Any], promised: tuple[str | None, int]
) -> None:
    clock = sla.start("first_response", NOON, "contact_wrote", at_priority(10, **fields), BY_RULE)
    assert (clock.rule, clock.target_seconds) == promised


def test_a_rule_that_holds_from_now_on_is_named_by_the_clock_it_tightens() -> None:
    clock = sla.start("first_response", NOON, "contact_wrote", at_priority(10), BY_RULE)
    held = sla.tighten(
        clock, NOON + minutes(5), "situation_changed", at_priority(10, reach=20_000, severity=1), BY_RULE
    )
    assert (held.rule, held.due_at) == ("loud", NOON + minutes(15))
