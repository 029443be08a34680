"""Which uses of rules a check, a change of a reply and a person's triage show."""

from __future__ import annotations

from dataclasses import replace

from services.inbox.domain.approval import Approval
from services.inbox.domain.guideline_verdict import Check, Violation
from services.inbox.domain.rule_use import RuleUse, overridden_triage, stopped_by, uses_of
from services.inbox.domain.story_origin import StoryOrigin
from tests.support.inbox.builders import NOON, a_conversation, a_reply

HELD = a_reply(state="awaiting_approval", approval=Approval(rules=("four", "acceptance")))
QUEUED = replace(HELD, state="queued", version=2)


def a_check(*violations: tuple[str, str]) -> Check:
    named = tuple(Violation(code, rule, "Because") for code, rule in violations)  # type: ignore[arg-type]
    return Check("refused", 3, named, ())


def test_a_rule_that_is_broken_twice_stopped_one_reply() -> None:
    check = a_check(("blocked_term", "cheap"), ("blocked_term", "cheap"), ("too_long", "max_length"))
    assert stopped_by(check) == [
        RuleUse("blocked_term", "cheap", "stopped"),
        RuleUse("too_long", "max_length", "stopped"),
    ]


def test_a_rule_on_personal_data_is_one_rule_whatever_it_found() -> None:
    check = a_check(("personal_data", "public:email"), ("personal_data", "public:phone"))
    assert stopped_by(check) == [RuleUse("personal_data", "public", "stopped")]


def test_what_would_only_have_asked_for_approval_stopped_nothing() -> None:
    check = a_check(("approval_needed", "four"), ("missing_ability", "voice"))
    assert stopped_by(check) == [RuleUse("missing_ability", "voice", "stopped")]
    assert stopped_by(replace(check, verdict="needs_approval")) == []


def test_a_reply_that_begins_to_wait_was_held_by_each_rule_that_asks() -> None:
    held = [RuleUse("approval_needed", "four", "held"), RuleUse("approval_needed", "acceptance", "held")]
    assert uses_of(None, HELD) == uses_of(QUEUED, HELD) == held
    assert uses_of(HELD, replace(HELD, version=2)) == [], "it waited already"


def test_agreement_on_the_reply_as_it_was_written_overrides_the_rules_that_held_it() -> None:
    assert [each.use for each in uses_of(HELD, QUEUED)] == ["overridden", "overridden"]
    assert uses_of(HELD, replace(QUEUED, state="rejected")) == []
    assert uses_of(replace(QUEUED, state="failed"), QUEUED) == [], "a person tries it again"


def test_agreement_on_what_was_written_anew_overrides_nothing() -> None:
    assert uses_of(HELD, replace(QUEUED, supersedes="r0")) == []


def test_replies_of_a_story_answer_show_nothing() -> None:
    story = StoryOrigin("a1", NOON)
    assert uses_of(None, replace(HELD, story=story)) == []
    assert uses_of(replace(HELD, story=story), replace(QUEUED, story=story)) == []


def test_another_decision_of_a_person_overrides_the_triage_rule_and_another_priority_does_not() -> None:
    before = a_conversation(triage="respond", priority=50, triaged_rule="question")
    after = replace(before, triage="ignore", triaged_by="anna", triaged_rule=None)
    assert overridden_triage(before, after) == [RuleUse("triage", "question", "overridden")]
    assert overridden_triage(before, replace(after, triage="respond", priority=90)) == []
    assert overridden_triage(after, replace(after, triage="monitor")) == [], "a person's word, not a rule's"
    assert overridden_triage(before, replace(before, status="resolved")) == []
