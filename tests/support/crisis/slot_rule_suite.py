"""Incident rules and playbooks that fit, by signals of one story and of reach, over any store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.crisis.application.caller import CommandCaller
from services.crisis.application.signals import raise_signal
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.episode import Raised
from services.crisis.domain.incident_rule import RuleThen, SignalCondition
from services.crisis.domain.playbook import Playbook, PlaybookFit
from services.crisis.domain.views import Measure
from tests.support.crisis.builders import BRAND, a_message
from tests.support.crisis.copies_suite import ASH
from tests.support.crisis.fitting_suite import told_why, with_playbooks
from tests.support.crisis.incident_rule_suite import QUIET, a_rule, judged, proposed, with_rules
from tests.support.crisis.rig import SETTINGS, Rig
from tests.support.crisis.story_signal_suite import EACH, a_calm_brand, a_minute, signals

STORY, REACH, VOLUME = SignalCondition("story"), SignalCondition("reach"), SignalCondition("volume")
WATCHED = replace(QUIET, detector=SETTINGS.detector())
STATEMENTS = (("en", "The airspace is closed."),)
BY_STORY = Playbook("rumour", "Rumour", 1, statements=STATEMENTS, fits=PlaybookFit(signals=("story",)))
BY_REACH = Playbook("loud", "Loud voice", 1, statements=STATEMENTS, fits=PlaybookFit(signals=("reach",)))
BY_WORD = Playbook("ash", "Ash", 1, statements=STATEMENTS, fits=PlaybookFit(words=("volcanic ash",)))


async def raised(rig: Rig, measure: Measure, *, ago: float = 0.0, story: str | None = None) -> None:
    """Store a signal that began so many seconds before now."""
    began = rig.clock.now().timestamp() - ago

    async def work(unit: UnitOfWork) -> None:
        news = Raised(measure, began, 200.0, 4.0, 30.0, f"much {measure}", story=story)
        await raise_signal(unit, news, await unit.store.policies.current(), {})

    await rig.units.run(BRAND, f"turn-{measure}-{story}", "detection", work)


async def a_steady_story(rig: Rig) -> str:
    """Tell a story that has stopped growing; gives its id."""
    for _ in range(14):
        await rig.hear([a_message(rig.number + n, rig.clock.now(), text=ASH) for n in range(4)])
        rig.number += 4
        rig.clock.advance(300)
    (story,) = await rig.stories()
    return story.id


class SlotRuleSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_story_and_the_total_that_it_makes_surge_meet_a_rule_of_both(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(VOLUME, STORY), policy=WATCHED)
        await a_calm_brand(rig)
        await a_minute(rig)
        for _ in range(9):
            await a_minute(rig, story=120)

        (volume,), (story,) = await signals(rig, "volume"), await signals(rig, "story")
        assert story.opened_at < volume.opened_at, "a slot is judged at its end"
        (one,) = await proposed(rig)
        assert one.signals == (story.episode, volume.episode)
        confirmed = await rig.process.application.proposed_incidents.confirm(CommandCaller(BRAND, "ann", "yes"), one.id)
        (incident,) = await rig.incidents()
        assert (confirmed.incident, incident.signals) == (incident.id, one.signals)
        assert incident.began_at == story.opened_at

    @pytest.mark.parametrize(("ago", "met"), [(3_500, True), (3_700, False)])
    async def test_a_story_counts_with_what_began_within_the_time_of_the_rule(
        self, rig: Rig, ago: int, met: bool
    ) -> None:
        await with_rules(rig, a_rule(VOLUME, STORY))
        await raised(rig, "volume")
        rig.clock.advance(ago)
        await raised(rig, "story", story="s1")
        assert bool(await proposed(rig)) is met

    async def test_what_began_long_after_a_story_is_not_within_the_time_of_the_rule(self, rig: Rig) -> None:
        rule = a_rule(VOLUME, STORY)
        await with_rules(rig, replace(rule, when=replace(rule.when, within_seconds=60.0)))
        await raised(rig, "volume")
        await raised(rig, "story", ago=120.0, story="s1")
        assert await proposed(rig) == []
        assert [each.why for each in (await judged(rig))[-1].conditions] == ["no_signal", "holds"]

    async def test_any_of_story_and_reach_is_proposed_by_a_stream_in_which_few_reach_very_many(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(STORY, replace(REACH, min_factor=3.0), match="any"), policy=WATCHED)
        await a_calm_brand(rig)
        for _ in range(10):
            await a_minute(rig, story=2, reach=40_000_000)

        (reach,) = await signals(rig, "reach")
        (one,) = await proposed(rig)
        assert reach.episode in one.signals

    async def test_another_story_is_proposed_once_the_first_was_answered(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(STORY))
        await raised(rig, "story", story="s1")
        await raised(rig, "story", story="s2")
        (first,) = await proposed(rig)
        assert [each.outcome for each in await judged(rig)] == ["proposed", "proposed_before"]
        answers = rig.process.application.proposed_incidents
        await answers.dismiss(CommandCaller(BRAND, "ann", "no"), first.id, "A rumour.")
        rig.clock.advance(3_601)
        await raised(rig, "story", story="s3")
        assert [each.state for each in await proposed(rig)] == ["open", "dismissed"]

    async def test_a_story_that_few_accounts_copy_is_proposed_only_where_a_rule_asks_for_copies(self, rig: Rig) -> None:
        asked = a_rule(replace(STORY, copies=True), id_="copies")
        await with_rules(rig, a_rule(STORY), asked, policy=WATCHED)
        await a_calm_brand(rig)
        for _ in range(10):
            await a_minute(rig, story=EACH, accounts=3)

        assert [each.rule for each in await proposed(rig)] == ["copies"]
        assert await judged(rig) == [], "no condition of the other rule holds"
        assert await rig.incidents() == []

    async def test_a_story_in_a_calm_total_is_declared_by_a_rule_with_what_fits_a_story(self, rig: Rig) -> None:
        await with_playbooks(rig, BY_REACH, BY_STORY)
        await with_rules(rig, a_rule(STORY, then=RuleThen("declare", 3)), policy=WATCHED)
        await a_calm_brand(rig)
        for _ in range(10):
            await a_minute(rig, story=EACH)

        (incident,) = await rig.incidents()
        assert (incident.title, incident.severity, incident.playbook) == ("Ash at hub", 3, "rumour")
        assert await told_why(rig, incident.id) == ["Playbook Rumour fits: for story signals."]
        drafted = await rig.store().statements.of_incident(incident.id)
        assert [(each.language, each.text, each.state) for each in drafted] == [(*STATEMENTS[0], "draft")]

    async def test_a_signal_of_reach_takes_what_fits_reach(self, rig: Rig) -> None:
        await with_playbooks(rig, BY_REACH, BY_STORY)
        await with_rules(rig, a_rule(REACH, then=RuleThen("declare", 2)))
        await raised(rig, "reach")
        (incident,) = await rig.incidents()
        assert await told_why(rig, incident.id) == ["Playbook Loud voice fits: for reach signals."]
        assert incident.playbook == "loud"

    async def test_a_story_that_raised_a_signal_is_read_for_words_though_it_grows_no_more(self, rig: Rig) -> None:
        story = await a_steady_story(rig)
        await with_playbooks(rig, BY_WORD)
        usual = await rig.commands.declare(CommandCaller(BRAND, "ann", "c1"), "Something", 1, None, None)
        assert usual.playbook == "default"
        await rig.commands.stand_down(CommandCaller(BRAND, "ann", "c2"), usual.id)
        await with_rules(rig, a_rule(STORY, then=RuleThen("declare", 2)))

        await raised(rig, "story", story=story)

        incident = (await rig.incidents())[0]
        assert incident.playbook == "ash"
        assert await told_why(rig, incident.id) == ["Playbook Ash fits: named in a story that surges: volcanic ash."]
