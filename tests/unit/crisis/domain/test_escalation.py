"""The kinds of steps of an escalation policy, and the form in which a waiting timer holds one."""

from __future__ import annotations

from services.crisis.domain.escalation import (
    FIRST,
    STEP_KINDS,
    EscalationPolicy,
    PagePersons,
    Stage,
    next_stage,
    page_calls,
    unpacked_step,
)

POLICY = EscalationPolicy((PagePersons(("ann", "ben"), 300.0), PagePersons(("cas",), 60.0)), rounds=2)
STEPS = (PagePersons(("ann",), 60.0),)  # one of each kind


def test_a_policy_comes_back_from_the_form_a_timer_holds() -> None:
    assert EscalationPolicy.unpacked(POLICY.packed()) == POLICY


def test_a_timer_that_was_set_before_steps_had_kinds_pages_people() -> None:
    assert unpacked_step([["ann", "ben"], 300.0]) == PagePersons(("ann", "ben"), 300.0)
    assert POLICY.packed() == {"rounds": 2, "levels": [[["ann", "ben"], 300.0], [["cas"], 60.0]]}


def test_a_step_may_name_its_kind() -> None:
    assert {step.kind: type(step) for step in STEPS} == STEP_KINDS
    for step in STEPS:
        packed = step.packed()
        named = packed if packed[0] == step.kind else [step.kind, *packed]
        assert unpacked_step(named) == step


def test_a_level_that_is_not_there_calls_nobody() -> None:
    assert page_calls(POLICY, "i", Stage(1, 3), lambda *parts: "/".join(parts)) == []


def test_escalation_goes_through_levels_and_rounds_and_ends() -> None:
    policy = EscalationPolicy((PagePersons(("ann", "ann", "ben")), PagePersons(("cas",))), rounds=2)
    stages: list[Stage | None] = [FIRST]
    while stages[-1] is not None:
        stages.append(next_stage(policy, stages[-1]))

    assert stages == [Stage(1, 1), Stage(1, 2), Stage(2, 1), Stage(2, 2), None]
    assert [page.person for page in page_calls(policy, "i", FIRST, lambda *parts: "/".join(parts))] == ["ann", "ben"]


def test_a_page_has_the_same_key_however_often_it_is_tried_and_another_in_the_next_round() -> None:
    policy = EscalationPolicy((PagePersons(("ann",)),))
    keys = [
        page_calls(policy, "i", stage, lambda *parts: "/".join(parts))[0].id for stage in (FIRST, FIRST, Stage(2, 1))
    ]
    assert keys[0] == keys[1] != keys[2]
