"""Workflows: the first rule that applies decides, and none lets a conversation fall."""

from typing import Any

import pytest

from services.routing.domain import defaults
from services.routing.domain.workflow import (
    ActiveIncident,
    Condition,
    Requirements,
    Workflow,
    WorkflowRule,
    circumstances,
    place,
)
from tests.support.routing.builders import facts

LAST = WorkflowRule("rest", "general")


def test_the_first_rule_that_applies_decides() -> None:
    workflow = Workflow(
        3,
        (
            WorkflowRule("dutch", "dutch", Condition(languages=frozenset({"nl"}))),
            WorkflowRule("x", "x", Condition(channels=frozenset({"x"}))),
            LAST,
        ),
    )
    assert place(workflow, facts(language="nl-BE"), None).rule == "dutch"
    assert place(workflow, facts(language=None), None).rule == "x"
    assert place(workflow, facts(channel="email"), None).rule == "rest"
    assert place(workflow, facts(), None).workflow_version == 3


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"topics": frozenset({"delay"})}, {"topics": ("delay", "refund")}),
        ({"triage": frozenset({"escalate"})}, {"triage": "escalate"}),
        ({"visibility": "private"}, {"visibility": "private"}),
        ({"min_priority": 70}, {"priority": 70}),
        ({"integrations": frozenset({"int2"})}, {"integration": "int2"}),
    ],
)
def test_each_condition_holds_for_what_it_names_and_for_nothing_else(
    condition: dict[str, Any], holds: dict[str, Any]
) -> None:
    assert Condition(**condition).holds(facts(**holds), None)
    assert not Condition(**condition).holds(facts(), None)


def test_crisis_rules_apply_while_an_incident_is_on_and_severe_enough() -> None:
    severe = Condition(min_severity=2)
    assert not severe.holds(facts(), None)
    assert not severe.holds(facts(), ActiveIncident("i", 1))
    assert severe.holds(facts(), ActiveIncident("i", 2))
    assert Condition(incident=False).holds(facts(), None)
    assert not Condition(incident=False).holds(facts(), ActiveIncident("i", 1))


def test_requirements_become_tokens_and_the_contacts_own_language_is_asked_for() -> None:
    asked = Requirements("conversation", {"baggage": 3}, ("speak",), "care")
    workflow = Workflow(1, (WorkflowRule("all", "general", requires=asked),))
    wanted = ("cert:speak", "lang:nl-be", "queue:general", "skill:baggage:3", "team:care")
    assert place(workflow, facts(language="nl-BE"), None).required == wanted
    assert "lang" not in "".join(place(workflow, facts(language=None), None).required)


def test_a_boost_raises_the_priority_up_to_a_hundred() -> None:
    assert place(defaults.WORKFLOW, facts(priority=50), ActiveIncident("i", 1)).priority == 60
    assert place(defaults.WORKFLOW, facts(priority=95), ActiveIncident("i", 1)).priority == 100


def test_a_workflow_that_could_leave_a_conversation_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="last rule"):
        Workflow(1, (WorkflowRule("some", "general", Condition(channels=frozenset({"x"}))),))
    with pytest.raises(ValueError, match="last rule"):
        Workflow(1, ())


def test_circumstances_change_with_the_rules_and_with_the_crisis() -> None:
    seen = {
        circumstances(Workflow(1, (LAST,)), None),
        circumstances(Workflow(2, (LAST,)), None),
        circumstances(Workflow(1, (LAST,)), ActiveIncident("i", 1)),
        circumstances(Workflow(1, (LAST,)), ActiveIncident("i", 3)),
    }
    assert len(seen) == 4
