"""What changed between two versions, rule by rule."""

from dataclasses import replace

from services.inbox.application.rulebook import as_json
from services.inbox.domain.guideline import ApprovalRule, BlockedTerm, Duty, OwnNameRule
from services.inbox.domain.guideline_defaults import default_guideline
from services.inbox.domain.guideline_difference import RuleChange, difference
from services.inbox.domain.guideline_scope import EngagementApplies

FIRST = default_guideline()


def test_rules_are_added_removed_and_changed_by_their_names() -> None:
    second = replace(
        FIRST,
        version=2,
        blocked_terms=(*FIRST.blocked_terms[1:], BlockedTerm("soon", "Say when")),
        approvals=(
            ApprovalRule("escalated", EngagementApplies(triage=("escalate",), visibility="public"), "In public only"),
        ),
        duties=(Duty("honest", {"en": "Say what is true"}),),
        max_length=280,
        own_name=OwnNameRule("Works at Vala", "Say whose employee you are"),
    )
    found = difference(as_json("guideline", FIRST), as_json("guideline", second))
    assert [(each.field, each.rule, each.kind) for each in found] == [
        ("blocked_terms", "soon", "added"),
        ("blocked_terms", "no comment", "removed"),
        ("approvals", "escalated", "changed"),
        ("max_length", None, "changed"),
        ("duties", "honest", "added"),
        ("own_name", None, "changed"),
    ]
    assert found[3] == RuleChange("max_length", None, "changed", 5_000, 280)


def test_a_version_from_before_a_field_had_none_of_it() -> None:
    older = {name: value for name, value in as_json("guideline", FIRST).items() if name not in ("duties", "hints")}
    assert difference(older, as_json("guideline", FIRST)) == ()
    assert difference(as_json("guideline", FIRST), as_json("guideline", replace(FIRST, version=9))) == ()
