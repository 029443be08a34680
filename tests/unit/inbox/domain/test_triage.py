"""Triage: the first rule that holds decides, with a reason; the defaults follow the chart."""

from dataclasses import replace

import pytest

from services.inbox.domain.triage import RuleSet, TriageFacts, TriageRule, When, decide, stronger
from services.inbox.domain.triage_defaults import default_rules

PLAIN = TriageFacts(channel="x", visibility="public", automated=False, language="en", sentiment="neutral")


@pytest.mark.parametrize(
    ("facts", "decision", "rule"),
    [
        ({"automated": True, "urgency": ("safety",)}, "ignore", "automated"),
        ({"urgency": ("safety",), "sentiment": "positive"}, "escalate", "safety"),
        ({"urgency": ("press",)}, "escalate", "law_or_press"),
        ({"urgency": ("time_critical",)}, "respond", "cannot_wait"),
        ({"sentiment": "negative", "reach": 50_000}, "escalate", "loud_complaint"),
        ({"sentiment": "negative", "reach": None}, "respond", "unhappy"),
        ({"sentiment": "negative", "topics": ("abuse",)}, "monitor", "troll"),
        ({"question": True}, "respond", "question"),
        ({"visibility": "private"}, "respond", "private"),
        ({"visibility": "private", "sentiment": "positive", "first": False}, "monitor", "thanks"),
        ({"sentiment": "positive"}, "monitor", "praise"),
        ({"sentiment": "unknown"}, "respond", "unreadable_mood"),
        ({"sentiment": "unknown", "has_text": False}, "monitor", "no_words"),
        ({}, "monitor", "mention"),
    ],
)
def test_the_default_chart_decides(facts: dict[str, object], decision: str, rule: str) -> None:
    made = decide(replace(PLAIN, **facts), default_rules())  # type: ignore[arg-type]  # fields by name
    assert (made.decision, made.rule) == (decision, rule)
    assert made.rules_version == 1
    assert made.reason


def test_the_order_of_the_rules_counts() -> None:
    first = TriageRule("a", When(), "ignore", 0, "a")
    second = TriageRule("b", When(), "escalate", 99, "b")
    assert decide(PLAIN, RuleSet(3, (first, second), second)).rule == "a"


def test_reach_orders_equals_and_the_reason_says_so() -> None:
    rules = default_rules()
    small = decide(replace(PLAIN, question=True, reach=100), rules)
    large = decide(replace(PLAIN, question=True, reach=1_000_000), rules)
    assert (small.priority, large.priority) == (54, 62)
    assert "reach adds 12" in large.reason


def test_the_reason_names_the_terms_that_decided() -> None:
    assert "(time_critical)" in decide(replace(PLAIN, urgency=("time_critical",)), default_rules()).reason


def test_an_unknown_reach_meets_no_condition_on_reach() -> None:
    assert not When(min_reach=0).holds(PLAIN)


def test_escalation_outvotes_everything() -> None:
    assert stronger("respond", "escalate") == "escalate"
    assert stronger("monitor", "ignore") == "monitor"
