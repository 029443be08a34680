"""Incident rules are judged where a signal is stored, in its transaction; what each made of it is kept for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contracts.ids import derived_id
from services.crisis.application.declaration import Declaration, declare, incident_of
from services.crisis.application.proposed_incidents import join_all, propose, proposed_of, reason_of_rule
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.incident_rule import IncidentRule, RuleAction, RuleJudgement, judge
from services.crisis.domain.maintenance_window import MaintenanceWindow, is_muted
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.rule_evaluation import Occasion, RuleEvaluation
from services.crisis.domain.signal import Signal

SIGNALS_MOST = 200  # that began within the longest time of a rule; four measures give a handful a day


@dataclass(frozen=True, slots=True)
class SignalMoment:
    """A signal as rules judge it: `at` which moment, why then, and the window that is on, if one is."""

    signal: Signal
    at: datetime
    occasion: Occasion
    window: MaintenanceWindow | None = None


async def judge_rules(
    unit: UnitOfWork, moment: SignalMoment, action: RuleAction, incident: str | None, policy: CrisisPolicy
) -> str | None:
    """Judge the rules of an action, by id; gives the incident that is open after them, `incident` if it was before."""
    rules = [each for each in await unit.store.incident_rules.all() if each.enabled and each.then.action == action]
    if not rules:
        return incident
    await unit.store.incident_rules.take_turn()
    longest = max(each.when.within_seconds for each in rules)
    since = moment.at - _span(unit, longest)
    stored = await unit.store.signals.opened_since(min(since, moment.signal.opened_at), SIGNALS_MOST)
    for rule in rules:
        judgement = judge(rule, moment.signal, _beside(unit, rule, moment, stored, incident))
        if judgement.near:
            evaluation = await _act(unit, rule, moment, judgement, incident, policy)
            await unit.store.rule_evaluations.put(evaluation)
            incident = evaluation.incident or incident
    return incident


def _span(unit: UnitOfWork, seconds: float) -> timedelta:
    return timedelta(seconds=seconds / unit.settings.time_scale)


def _beside(
    unit: UnitOfWork, rule: IncidentRule, moment: SignalMoment, stored: Sequence[Signal], incident: str | None
) -> list[Signal]:
    """The other signals of the rule's time; one that belongs to an incident that is over was answered by it.

    Some began after the one that comes: a slot is judged at its end, after the buckets in it.
    """
    span = _span(unit, rule.when.within_seconds)
    return [
        each
        for each in stored
        if each.episode != moment.signal.episode
        and abs(each.opened_at - moment.at) <= span
        and each.incident in {None, incident}
    ]


async def _act(  # noqa: PLR0913 - what an evaluation is made of
    unit: UnitOfWork,
    rule: IncidentRule,
    moment: SignalMoment,
    judgement: RuleJudgement,
    incident: str | None,
    policy: CrisisPolicy,
) -> RuleEvaluation:
    seen = RuleEvaluation(
        id=derived_id("evaluation", unit.brand, rule.id, moment.signal.episode, moment.occasion),
        rule=rule.id,
        rule_version=rule.version,
        signal=moment.signal.episode,
        occasion=moment.occasion,
        at=unit.now,
        outcome="not_met",
        conditions=judgement.findings,
    )
    if not judgement.met:
        return seen
    if incident is not None:
        return replace(seen, outcome="incident_open", incident=incident)
    if moment.window is not None and is_muted(moment.window, rule.then.severity):
        return replace(seen, outcome="muted", window=moment.window.id)
    if rule.then.action == "declare":
        declared = await _declare(unit, rule, moment, judgement.signals, policy)
        return replace(seen, outcome="declared", incident=declared)
    before = await _proposed_before(unit, rule, judgement.signals)
    if before is not None:
        return replace(seen, outcome="proposed_before", proposed=before)
    return replace(seen, outcome="proposed", proposed=(await propose(unit, rule, judgement.signals)).id)


async def _declare(
    unit: UnitOfWork, rule: IncidentRule, moment: SignalMoment, signals: Sequence[Signal], policy: CrisisPolicy
) -> str:
    """Declare, with all signals that hold conditions; whoever stores the signal that came writes the incident in it."""
    incident = incident_of(unit.brand, signals[0].episode)
    reason = reason_of_rule(rule, signals)
    declaration = Declaration(
        incident, rule.name, rule.then.severity, rule.then.playbook, signals[0], signals[1:], reason
    )
    await declare(unit, declaration, policy)
    await join_all(unit, [each for each in signals if each.episode != moment.signal.episode], incident)
    return incident


async def _proposed_before(unit: UnitOfWork, rule: IncidentRule, signals: Sequence[Signal]) -> str | None:
    """What the rule proposed that is still open, or that began with the same first sign and was answered."""
    waiting = await unit.store.proposed_incidents.open_of(rule.id)
    if waiting is not None:
        return waiting.id
    same = await unit.store.proposed_incidents.find(proposed_of(unit.brand, rule.id, signals[0].episode))
    return None if same is None else same.id
