"""Incident rules act on signals in the transaction that stores them: once, and explainably."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from contracts.crisis import IncidentDeclared, PageSent, ProposedIncidentChanged
from services.crisis.application.caller import CommandCaller, StaleVersion
from services.crisis.application.commands import DeclaredAlready
from services.crisis.application.signals import raise_signal, uphold_signal
from services.crisis.application.unit_of_work import Missing, UnitOfWork
from services.crisis.domain.callout import CalloutRules
from services.crisis.domain.episode import Raised, Upheld
from services.crisis.domain.incident_rule import IncidentRule, RuleThen, RuleWhen, SignalCondition
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.proposed_incident import ProposedAnswered, ProposedIncident
from services.crisis.domain.rule_evaluation import RuleEvaluation
from services.crisis.domain.views import Measure
from tests.support.crisis.builders import BRAND
from tests.support.crisis.rig import Rig

ANN = CommandCaller(BRAND, "ann", "c1")
BOTH = (SignalCondition("volume"), SignalCondition("negative_share"))
QUIET = CrisisPolicy(auto_declare=False, callout=CalloutRules(enabled=False))


def a_rule(
    *conditions: SignalCondition, then: RuleThen | None = None, match: str = "all", id_: str = "hub"
) -> IncidentRule:
    """A rule that proposes where nothing else is said; signals may lie an hour apart."""
    when = RuleWhen(match, conditions or BOTH, 3_600.0)  # type: ignore[arg-type]
    return IncidentRule(id_, f"Ash at {id_}", when, then or RuleThen("propose", 2))


async def with_rules(rig: Rig, *rules: IncidentRule, policy: CrisisPolicy = QUIET) -> None:
    """Write a policy that declares nothing by itself, and rules."""
    await rig.policy(policy)
    for number, rule in enumerate(rules):
        await rig.process.application.incident_rules.write(CommandCaller(BRAND, "ann", f"rule-{number}"), rule)


async def surge(
    rig: Rig, measure: Measure = "volume", *, seconds: float = 0.0, score: float = 30.0, held: bool = False
) -> None:
    """Store a signal that began so many seconds before now."""
    opened = rig.clock.now().timestamp() - seconds
    observed, expected = (200.0, 4.0) if measure == "volume" else (0.6, 0.1)
    raised = Raised(measure, opened, observed, expected, score, f"much {measure}", 0.9 if held else 0.0, held)

    async def work(unit: UnitOfWork) -> None:
        await raise_signal(unit, raised, await unit.store.policies.current(), {})

    await rig.units.run(BRAND, "turn", "detection", work)


async def proposed(rig: Rig) -> Sequence[ProposedIncident]:
    """Give everything that was proposed, the newest first."""
    return (await rig.store().proposed_incidents.newest(None, 50, None)).items


async def judged(rig: Rig, rule: str = "hub") -> list[RuleEvaluation]:
    """Give what a rule made of signals, the oldest first."""
    return list(reversed((await rig.store().rule_evaluations.of_rule(rule, None, 50, None)).items))


class IncidentRuleSuite:
    """Inherit and give the fixture `rig`."""

    async def test_two_signals_of_one_rule_propose_an_incident_once(self, rig: Rig) -> None:
        await with_rules(rig, a_rule())
        await surge(rig, "volume", seconds=600)
        assert await proposed(rig) == []
        await surge(rig, "negative_share")
        await surge(rig, "negative_share")  # the same again, as a detector that was rebuilt says it

        (one,) = await proposed(rig)
        assert (one.state, one.title, one.severity, len(one.signals)) == ("open", "Ash at hub", 2, 2)
        assert one.reason == "Incident rule Ash at hub: much volume And: much negative_share"
        assert one.expires_at == rig.clock.now() + timedelta(hours=6)
        (told,) = await rig.told(ProposedIncidentChanged)
        assert (told.proposed, told.state, told.signals) == (one.id, "open", one.signals)
        assert await rig.incidents() == await rig.told(PageSent) == []

    async def test_why_a_rule_did_not_act_is_kept(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(SignalCondition("volume"), SignalCondition("negative_share", min_days=10.0)))
        await surge(rig, "volume", seconds=600)
        await surge(rig, "negative_share", score=8.0)

        first, second = await judged(rig)
        assert [each.why for each in first.conditions] == ["holds", "no_signal"]
        assert [each.why for each in second.conditions] == ["holds", "not_rare"]
        assert (first.outcome, second.outcome) == ("not_met", "not_met")
        assert second.conditions[1].signal == second.signal

    async def test_a_signal_that_no_condition_is_about_leaves_no_record(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(SignalCondition("negative_share")))
        await surge(rig, "volume")
        assert await judged(rig) == []

    async def test_signals_too_far_apart_meet_no_rule(self, rig: Rig) -> None:
        await with_rules(rig, a_rule())
        await surge(rig, "volume")
        rig.clock.advance(3_601)
        await surge(rig, "negative_share")
        assert await proposed(rig) == []

    async def test_a_rule_that_is_off_judges_nothing(self, rig: Rig) -> None:
        rule = a_rule(SignalCondition("volume"))
        await with_rules(rig, IncidentRule(rule.id, rule.name, rule.when, rule.then, enabled=False))
        await surge(rig, "volume")
        assert await proposed(rig) == []
        assert await judged(rig) == []

    async def test_a_person_confirms_and_the_incident_has_all_the_signals(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(then=RuleThen("propose", 3, open_seconds=600.0)))
        await surge(rig, "volume", seconds=600)
        await surge(rig, "negative_share")
        (one,) = await proposed(rig)

        answers = rig.process.application.proposed_incidents
        with pytest.raises(StaleVersion):
            await answers.confirm(CommandCaller(BRAND, "ann", "c0", 7), one.id)
        yes = await answers.confirm(ANN, one.id)

        (incident,) = await rig.incidents()
        assert (yes.state, yes.incident, yes.answered_by) == ("confirmed", incident.id, "ann")
        assert (incident.severity, incident.signals, incident.declared_by) == (3, one.signals, "ann")
        assert incident.began_at is not None
        assert incident.began_at < incident.declared_at
        assert one.reason in (await rig.timeline(incident.id))[0].text
        assert {each.incident for each in await rig.store().signals.many(one.signals)} == {incident.id}
        with pytest.raises(ProposedAnswered):
            await answers.dismiss(ANN, one.id, "no")
        rig.clock.advance(601)
        await rig.turn()
        assert [each.state for each in await proposed(rig)] == ["confirmed"]

    async def test_what_was_declared_otherwise_cannot_be_confirmed(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(SignalCondition("volume")))
        await surge(rig, "volume")
        (one,) = await proposed(rig)
        incident = await rig.commands.declare(ANN, "Ash", 2, None, one.signals[0])
        with pytest.raises(DeclaredAlready) as refused:
            await rig.process.application.proposed_incidents.confirm(ANN, one.id)
        assert refused.value.incident == incident.id

    async def test_a_dismissed_first_sign_is_not_proposed_again_and_a_new_one_is(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(match="any"))
        await surge(rig, "volume")
        (one,) = await proposed(rig)
        rig.clock.advance(60)
        await surge(rig, "volume")
        await rig.process.application.proposed_incidents.dismiss(ANN, one.id, "A test of ours.")
        rig.clock.advance(60)
        await surge(rig, "negative_share")
        assert [each.outcome for each in await judged(rig)] == ["proposed", "proposed_before", "proposed_before"]

        rig.clock.advance(3_600)
        await surge(rig, "volume")
        assert [each.state for each in await proposed(rig)] == ["open", "dismissed"]
        assert [each.state for each in await rig.told(ProposedIncidentChanged)] == ["open", "dismissed", "open"]

    async def test_what_nobody_answers_expires(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(SignalCondition("volume"), then=RuleThen("propose", 2, open_seconds=600.0)))
        await surge(rig, "volume")
        rig.clock.advance(599)
        await rig.turn()
        assert [each.state for each in await proposed(rig)] == ["open"]
        rig.clock.advance(2)
        await rig.turn()
        (one,) = await proposed(rig)
        assert (one.state, one.answered_by) == ("expired", None)
        assert [each.state for each in await rig.told(ProposedIncidentChanged)] == ["open", "expired"]
        with pytest.raises(ProposedAnswered):
            await rig.process.application.proposed_incidents.confirm(ANN, one.id)

    async def test_a_rule_that_declares_goes_before_the_policy(self, rig: Rig) -> None:
        then = RuleThen("declare", 3)
        policy = CrisisPolicy(callout=CalloutRules(enabled=False))
        proposing = a_rule(SignalCondition("volume"), id_="also")
        await with_rules(rig, a_rule(SignalCondition("volume"), then=then), proposing, policy=policy)
        await surge(rig, "volume")

        (incident,) = await rig.incidents()
        assert (incident.title, incident.severity, incident.declared_by) == ("Ash at hub", 3, "detection")
        (evaluation,) = await judged(rig)
        assert (evaluation.outcome, evaluation.incident) == ("declared", incident.id)
        (other,) = await judged(rig, "also")
        assert (other.outcome, other.incident) == ("incident_open", incident.id)
        assert len(await rig.told(IncidentDeclared)) == 1
        assert await proposed(rig) == []

    async def test_a_rule_does_nothing_while_an_incident_is_open(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(SignalCondition("volume")))
        incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
        await surge(rig, "volume")
        (evaluation,) = await judged(rig)
        assert (evaluation.outcome, evaluation.incident) == ("incident_open", incident.id)
        assert await proposed(rig) == []
        (joined,) = await rig.incidents()
        assert len(joined.signals) == 1

    async def test_copies_are_proposed_only_where_a_rule_asks_for_them(self, rig: Rig) -> None:
        asked = a_rule(SignalCondition("volume", copies=True), id_="copies")
        policy = CrisisPolicy(callout=CalloutRules(enabled=False))
        await with_rules(rig, a_rule(SignalCondition("volume"), match="any"), asked, policy=policy)
        await surge(rig, "volume", held=True)
        assert [each.rule for each in await proposed(rig)] == ["copies"]
        assert await rig.incidents() == []

    async def test_a_signal_that_stands_without_its_copies_is_judged_again(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(SignalCondition("volume")))
        opened = rig.clock.now().timestamp()
        await surge(rig, "volume", held=True)
        rig.clock.advance(120)

        async def work(unit: UnitOfWork) -> None:
            await uphold_signal(unit, Upheld("volume", opened, opened + 60), QUIET, {})

        await rig.units.run(BRAND, "turn", "detection", work)
        assert len(await proposed(rig)) == 1
        assert [each.occasion for each in await judged(rig)] == ["upheld"]

    async def test_two_replicas_that_store_the_two_signals_of_a_rule_propose_one_incident(self, rig: Rig) -> None:
        await with_rules(rig, a_rule())
        second = rig.another()

        async def store(units_of: Rig | object, measure: Measure) -> None:
            raised = Raised(measure, rig.clock.now().timestamp(), 200.0, 4.0, 30.0, "much")

            async def work(unit: UnitOfWork) -> None:
                await raise_signal(unit, raised, QUIET, {})

            units = rig.units if units_of is rig else second.application.units
            await units.run(BRAND, f"turn-{measure}", "detection", work)

        await asyncio.gather(store(rig, "volume"), store(second, "negative_share"))

        (one,) = await proposed(rig)
        assert len(one.signals) == 2
        assert sorted(each.outcome for each in await judged(rig)) == ["not_met", "proposed"]

    async def test_a_surge_that_detection_finds_is_proposed(self, rig: Rig) -> None:
        await with_rules(
            rig, a_rule(SignalCondition("volume", min_factor=3.0)), policy=CrisisPolicy(auto_declare=False)
        )
        await rig.minutes(25, 4)
        await rig.minutes(4, 60)
        (one,) = await proposed(rig)
        (signal,) = (await rig.store().signals.newest(None, 10, None)).items
        assert one.signals == (signal.episode,)

    async def test_rules_and_proposals_of_one_brand_are_no_other_s(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(SignalCondition("volume")))
        await surge(rig, "volume")
        (one,) = await proposed(rig)
        there = CommandCaller("beside", "bob", "c2")
        store = rig.store("beside")
        assert await store.incident_rules.all() == []
        assert (await store.proposed_incidents.newest(None, 50, None)).items == []
        assert (await store.rule_evaluations.of_rule("hub", None, 50, None)).items == []
        answers = rig.process.application.proposed_incidents
        with pytest.raises(Missing):
            await answers.confirm(there, one.id)
        with pytest.raises(Missing):
            await rig.process.application.incident_rules.remove(there, "hub")
