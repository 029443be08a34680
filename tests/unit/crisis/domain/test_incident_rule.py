"""Which signals together meet a rule, and why they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.crisis.domain.incident_rule import (
    IncidentRule,
    IncidentRuleInvalid,
    RuleThen,
    RuleWhen,
    SignalCondition,
    check_rule,
    factor_of,
    judge,
)
from services.crisis.domain.signal import Coordination, Signal
from tests.support.crisis.builders import NOON

VOLUME, ANGER = SignalCondition("volume"), SignalCondition("negative_share")
SURGE = Signal("v1", "volume", "live", NOON, 200.0, 4.0, 200.0, 30.0, "much", 2)
RAGE = Signal("n1", "negative_share", "live", NOON + timedelta(minutes=1), 0.6, 0.1, 0.6, 9.0, "angry", 2)
COPIED = replace(SURGE, coordinated=Coordination(0.9, 3, decisive=True))


def a_rule(*conditions: SignalCondition, match: str = "all", action: str = "propose") -> IncidentRule:
    when = RuleWhen(match, conditions, 3_600.0)  # type: ignore[arg-type]
    return IncidentRule("hub", "Ash", when, RuleThen(action, 2))  # type: ignore[arg-type]


def test_all_conditions_have_to_hold_and_the_oldest_signal_is_the_first_sign() -> None:
    judged = judge(a_rule(VOLUME, ANGER), RAGE, [SURGE])
    assert (judged.met, [each.episode for each in judged.signals]) == (True, ["v1", "n1"])
    assert not judge(a_rule(VOLUME, ANGER), RAGE, []).met


def test_one_condition_is_enough_where_any_may_hold() -> None:
    assert judge(a_rule(VOLUME, ANGER, match="any"), RAGE, []).met


def test_a_rule_is_not_met_by_signals_that_came_before_the_one_that_is_judged() -> None:
    judged = judge(a_rule(VOLUME, match="any"), RAGE, [SURGE])
    assert (judged.met, judged.near) == (False, True)


@pytest.mark.parametrize(
    ("condition", "signal", "why"),
    [
        (VOLUME, SURGE, "holds"),
        (VOLUME, RAGE, "no_signal"),
        (VOLUME, COPIED, "copies_alone"),
        (SignalCondition("volume", copies=True), COPIED, "holds"),
        (SignalCondition("volume", min_days=30.0), SURGE, "holds"),
        (SignalCondition("volume", min_days=30.1), SURGE, "not_rare"),
        (SignalCondition("volume", min_factor=50.0), SURGE, "holds"),
        (SignalCondition("volume", min_factor=50.1), SURGE, "not_large"),
        (SignalCondition("negative_share", min_factor=5.9), RAGE, "holds"),
        (SignalCondition("negative_share", min_factor=6.1), RAGE, "not_large"),
    ],
)
def test_each_condition_says_whether_it_holds_and_why_not(condition: SignalCondition, signal: Signal, why: str) -> None:
    (finding,) = judge(a_rule(condition), signal, []).findings
    assert (finding.why, finding.holds) == (why, why == "holds")
    assert finding.signal == (None if why == "no_signal" else signal.episode)


def test_the_signal_that_came_nearest_is_named() -> None:
    larger = replace(SURGE, episode="v2", score=300.0)
    (finding,) = judge(a_rule(SignalCondition("volume", min_days=100.0, min_factor=90.0)), SURGE, [larger]).findings
    assert (finding.signal, finding.why) == ("v2", "not_large")


def test_a_quiet_brand_is_not_infinitely_loud() -> None:
    assert factor_of(replace(SURGE, expected=0.0)) == 200.0
    assert factor_of(replace(RAGE, expected=0.0)) == pytest.approx(60.0)
    assert factor_of(replace(SURGE, measure="story", story="s1", expected=0.02)) == 200.0
    assert factor_of(replace(SURGE, measure="reach", expected=0.02)) == 200.0


def test_a_rule_never_declares_by_copies_alone() -> None:
    copies = SignalCondition("volume", copies=True)
    check_rule(a_rule(VOLUME, copies))
    with pytest.raises(IncidentRuleInvalid) as refused:
        check_rule(a_rule(VOLUME, copies, action="declare"))
    assert refused.value.found == {"/when/signals/1/copies": "copies_declare_nothing"}
