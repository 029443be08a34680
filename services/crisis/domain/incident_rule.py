"""An incident rule: which signals together declare an incident, or propose one to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.crisis.domain.severity import Severity, ratio_of
from services.crisis.domain.signal import Signal
from services.crisis.domain.views import Measure

MOST_RULES = 50
"""Of one brand."""
LEAST_SHARE = 0.01  # a usual negative share below one in a hundred counts as that, so that a calm brand is not infinite

Match = Literal["all", "any"]
RuleAction = Literal["propose", "declare"]
Why = Literal["holds", "no_signal", "copies_alone", "not_rare", "not_large"]
RuleRefusal = Literal["too_many_rules"]

_NEAREST: tuple[Why, ...] = ("no_signal", "copies_alone", "not_rare", "not_large", "holds")


class IncidentRuleNotAllowed(Exception):
    """What a brand may not have; `reason` says why."""

    def __init__(self, reason: RuleRefusal) -> None:
        super().__init__(reason)
        self.reason = reason


class IncidentRuleInvalid(Exception):
    """A rule that could never do what it says; `found` has a code for each pointer."""

    def __init__(self, found: dict[str, str]) -> None:
        super().__init__(", ".join(found))
        self.found = found


@dataclass(frozen=True, slots=True)
class SignalCondition:
    """A signal of `measure` that is rare and large enough.

    `min_days`: the like comes no more often than once in so many days. `min_factor`: so many times what is usual. None
    asks for nothing. `copies`: a signal counts too that copies of few accounts alone make (ADR 0069).
    """

    measure: Measure
    min_days: float | None = None
    min_factor: float | None = None
    copies: bool = False


@dataclass(frozen=True, slots=True)
class RuleWhen:
    """All conditions or any of them, held by signals that began within `within_seconds` of one another."""

    match: Match
    signals: tuple[SignalCondition, ...]
    within_seconds: float


@dataclass(frozen=True, slots=True)
class RuleThen:
    """What follows; a proposed incident waits `open_seconds` for an answer. `playbook` None: the best that fits."""

    action: RuleAction
    severity: Severity
    playbook: str | None = None
    open_seconds: float = 21_600.0


@dataclass(frozen=True, slots=True)
class IncidentRule:
    """A rule of a brand; `name` becomes the title of the incident."""

    id: str
    name: str
    when: RuleWhen
    then: RuleThen
    enabled: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class ConditionFinding:
    """Whether one condition, by its place from 0, holds, why not, and the signal that came nearest."""

    place: int
    holds: bool
    why: Why
    signal: str | None = None


@dataclass(frozen=True, slots=True)
class RuleJudgement:
    """What a rule makes of a signal; `signals` are those that hold conditions, the oldest first."""

    met: bool
    findings: tuple[ConditionFinding, ...]
    signals: tuple[Signal, ...]

    @property
    def near(self) -> bool:
        """Whether a condition holds at all; otherwise there is nothing to explain."""
        return bool(self.signals)


def check_rule(rule: IncidentRule) -> None:
    """Raise IncidentRuleInvalid where a rule declares by signals of copies: those never declare by themselves."""
    if rule.then.action == "declare":
        copies = [place for place, each in enumerate(rule.when.signals) if each.copies]
        if copies:
            raise IncidentRuleInvalid({f"/when/signals/{place}/copies": "copies_declare_nothing" for place in copies})


def judge(rule: IncidentRule, signal: Signal, others: Sequence[Signal]) -> RuleJudgement:
    """Judge a rule as `signal` comes, beside `others` that began in time; the signal itself has to hold a condition.

    Without that a rule would act on signals that were judged before, at a moment that has nothing to do with them.
    """
    ordered = [signal, *sorted(others, key=lambda each: (each.opened_at, each.episode))]
    findings = tuple(_find(place, condition, ordered) for place, condition in enumerate(rule.when.signals))
    holding = {each.signal for each in findings if each.holds}
    enough = (all if rule.when.match == "all" else any)(each.holds for each in findings)
    signals = sorted((each for each in ordered if each.episode in holding), key=lambda each: each.opened_at)
    return RuleJudgement(enough and signal.episode in holding, findings, tuple(signals))


def factor_of(signal: Signal) -> float:
    """How many times the usual a signal began with."""
    if signal.measure == "negative_share":
        return signal.observed / max(LEAST_SHARE, signal.expected)
    return ratio_of(signal.observed, signal.expected)


def _find(place: int, condition: SignalCondition, ordered: Sequence[Signal]) -> ConditionFinding:
    nearest = ConditionFinding(place, holds=False, why="no_signal")
    for signal in ordered:
        why = _why(condition, signal)
        if _NEAREST.index(why) > _NEAREST.index(nearest.why):
            nearest = ConditionFinding(place, why == "holds", why, signal.episode)
    return nearest


def _why(condition: SignalCondition, signal: Signal) -> Why:
    if signal.measure != condition.measure:
        return "no_signal"
    if signal.is_held and not condition.copies:
        return "copies_alone"
    if condition.min_days is not None and signal.score < condition.min_days:
        return "not_rare"
    if condition.min_factor is not None and factor_of(signal) < condition.min_factor:
        return "not_large"
    return "holds"
