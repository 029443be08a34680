"""The playbook that fits is taken at the declaration, and another one may follow: over any store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.crisis import IncidentChanged, IncidentDeclared
from services.crisis.application.caller import CommandCaller, StaleVersion
from services.crisis.application.unit_of_work import Missing, UnitOfWork
from services.crisis.domain.incident import Incident, IncidentNotAllowed
from services.crisis.domain.incident_step import MOST_STEPS, TooManySteps
from services.crisis.domain.playbook import Playbook, PlaybookFit, PlaybookStep
from services.crisis.domain.policy import CrisisPolicy
from tests.support.crisis.builders import BRAND, a_message
from tests.support.crisis.incident_rule_suite import QUIET, surge
from tests.support.crisis.rig import Rig

STORY = "All flights from Amsterdam are cancelled because of the volcanic ash and nobody tells us anything"
ASH = Playbook(
    "ash",
    "Ash",
    1,
    (PlaybookStep("Call the airport", "Now", 60.0), PlaybookStep("Scope it")),
    (("en", "The airspace is closed."), ("nl", "Het luchtruim is dicht.")),
    PlaybookFit(words=("volcanic ash", "ash")),
)
ANGER = Playbook("anger", "Anger", 1, fits=PlaybookFit(signals=("negative_share",)))
GRAVE = Playbook("grave", "Grave", 1, fits=PlaybookFit(min_severity=1))


def ann(command: str = "c1", expected: int | None = None) -> CommandCaller:
    return CommandCaller(BRAND, "ann", command, expected)


async def with_playbooks(rig: Rig, *playbooks: Playbook, policy: CrisisPolicy = QUIET) -> None:
    """Write playbooks, and a policy that names the built-in one."""
    await rig.policy(policy)

    async def work(unit: UnitOfWork) -> None:
        for playbook in playbooks:
            await unit.store.playbooks.write(playbook)

    await rig.units.run(BRAND, "playbooks", "test", work)


async def declared(rig: Rig, title: str, playbook: str | None = None, command: str = "c1") -> Incident:
    """Declare an incident by hand."""
    return await rig.commands.declare(ann(command), title, 2, playbook, None)


async def told_why(rig: Rig, incident: str) -> list[str]:
    """Give what the timeline says of the playbook."""
    return [entry.text for entry in await rig.timeline(incident) if entry.kind == "playbook"]


class FittingSuite:
    """Inherit and give the fixture `rig`."""

    async def test_an_incident_begins_with_the_playbook_whose_words_its_title_has(self, rig: Rig) -> None:
        await with_playbooks(rig, ASH, ANGER, GRAVE)

        incident = await declared(rig, "Ash over Schiphol")

        assert (incident.playbook, incident.playbook_version) == ("ash", 1)
        assert [step.title for step in incident.steps] == ["Call the airport", "Scope it"]
        assert await told_why(rig, incident.id) == ["Playbook Ash fits: named in the title: ash."]
        statements = await rig.store().statements.of_incident(incident.id)
        assert sorted((each.language, each.state, each.author) for each in statements) == [
            ("en", "draft", "playbook"),
            ("nl", "draft", "playbook"),
        ]
        assert [event.playbook for event in await rig.told(IncidentDeclared)] == ["ash"]

    async def test_what_a_person_chose_is_kept_and_a_severity_alone_chooses_nothing(self, rig: Rig) -> None:
        await with_playbooks(rig, ASH, GRAVE)

        chosen = await declared(rig, "Ash over Schiphol", "grave")
        usual = await declared(rig, "A strike", command="c2")

        assert (chosen.playbook, usual.playbook) == ("grave", "default")
        assert await told_why(rig, chosen.id) == await told_why(rig, usual.id) == []

    async def test_detection_takes_the_playbook_of_the_measure_that_surged(self, rig: Rig) -> None:
        await with_playbooks(rig, ASH, ANGER, policy=CrisisPolicy())

        await surge(rig, "negative_share")

        (incident,) = await rig.incidents()
        assert incident.playbook == "anger"
        assert await told_why(rig, incident.id) == ["Playbook Anger fits: for negative_share signals."]

    async def test_a_signal_that_copies_alone_make_takes_no_playbook(self, rig: Rig) -> None:
        await with_playbooks(rig, ANGER)
        await surge(rig, "negative_share", held=True)
        (signal,) = (await rig.store().signals.newest("live", 5, None)).items

        incident = await rig.commands.declare(ann(), "A strike", 2, None, signal.episode)

        assert (incident.signals, incident.playbook) == ((signal.episode,), "default")

    async def test_a_story_that_is_too_young_for_a_trend_names_a_playbook_and_its_text_is_quoted_nowhere(
        self, rig: Rig
    ) -> None:
        await with_playbooks(rig, ASH)
        await rig.hear([a_message(number, rig.clock.now(), text=STORY) for number in range(30)])
        rig.clock.advance(310)

        incident = await declared(rig, "Something at Schiphol")

        assert incident.playbook == "ash"
        assert await told_why(rig, incident.id) == ["Playbook Ash fits: named in a growing story: volcanic ash, ash."]
        assert not any("Amsterdam" in entry.text for entry in await rig.timeline(incident.id))

    @pytest.mark.parametrize(("messages", "contact"), [(12, ""), (30, "one account")])
    async def test_a_small_story_and_one_that_few_accounts_copy_name_none(
        self, rig: Rig, messages: int, contact: str
    ) -> None:
        await with_playbooks(rig, ASH)
        at = rig.clock.now()
        await rig.hear([a_message(number, at, text=STORY, contact=contact) for number in range(messages)])
        rig.clock.advance(310)

        assert (await rig.store().stories.largest(5, None)).items, "a story was announced"
        assert (await declared(rig, "Something at Schiphol")).playbook == "default"

    async def test_what_fits_is_listed_with_reasons_and_that_of_the_policy_comes_last(self, rig: Rig) -> None:
        await with_playbooks(rig, ASH, ANGER, GRAVE)
        incident = await declared(rig, "Ash over Schiphol")

        found, fitting = await rig.process.application.queries.fitting_playbooks(BRAND, incident.id)

        assert found == incident
        assert [(each.playbook.id, each.reasons) for each in fitting] == [
            ("ash", ("named in the title: ash",)),
            ("grave", ("from severity 1",)),
            ("default", ("named by the crisis policy",)),
        ]
        with pytest.raises(Missing):
            await rig.process.application.queries.fitting_playbooks("afr", incident.id)

    async def test_another_playbook_adds_its_steps_and_drafts_where_nothing_is_approved(self, rig: Rig) -> None:
        await with_playbooks(rig, ASH)
        incident = await declared(rig, "A strike")
        application = rig.process.application
        (english,) = await rig.store().statements.of_incident(incident.id)
        await application.statements.approve(ann("c2"), incident.id, english.id)
        await application.steps.complete(ann("c3"), incident.id, 1)
        rig.clock.advance(600)

        changed = await application.playbook_changes.change(ann("c4"), incident.id, "ash")

        titles = [step.title for step in changed.steps]
        assert titles == [*(step.title for step in incident.steps), "Call the airport"], "Scope it is there already"
        assert changed.steps[0].done_by == "ann"
        assert changed.steps[-1].due(changed.declared_at) == rig.clock.now() + timedelta(seconds=60)
        statements = await rig.store().statements.of_incident(incident.id)
        assert [(each.language, each.state) for each in statements] == [("en", "approved"), ("nl", "draft")]
        assert await told_why(rig, incident.id) == [
            "Playbook Ash from now on. Steps added: 1. Statements drafted in nl."
        ]
        assert (await rig.told(IncidentChanged))[-1].change == "playbook"
        rig.clock.advance(61)
        await rig.turn()
        assert f"Step {len(titles)} is late: Call the airport." in [
            entry.text for entry in await rig.timeline(incident.id)
        ]

    async def test_to_go_back_and_forth_adds_nothing_twice_and_the_same_again_changes_nothing(self, rig: Rig) -> None:
        await with_playbooks(rig, ASH)
        incident = await declared(rig, "A strike")
        change = rig.process.application.playbook_changes.change
        forth = await change(ann("c2"), incident.id, "ash")

        assert await change(ann("c3"), incident.id, "ash") == forth
        back = await change(ann("c4"), incident.id, "default")
        again = await change(ann("c5"), incident.id, "ash")

        assert back.steps == again.steps == forth.steps
        assert again.playbook == "ash"
        statements = await rig.store().statements.of_incident(incident.id)
        assert sorted((each.language, each.text) for each in statements if each.language == "nl") == [
            ("nl", "Het luchtruim is dicht.")
        ]
        assert len(statements) == 3

    async def test_a_change_is_refused_for_what_is_unknown_stale_full_or_over(self, rig: Rig) -> None:
        many = Playbook("many", "Many", 1, tuple(PlaybookStep(f"Step {n}") for n in range(MOST_STEPS)))
        await with_playbooks(rig, ASH, many)
        incident = await declared(rig, "A strike")
        change = rig.process.application.playbook_changes.change

        with pytest.raises(Missing):
            await change(ann("c2"), incident.id, "unknown")
        with pytest.raises(StaleVersion):
            await change(ann("c3", incident.version + 1), incident.id, "ash")
        with pytest.raises(TooManySteps):
            await change(ann("c4"), incident.id, "many")
        assert (await rig.incidents())[0] == incident
        await rig.commands.stand_down(ann("c5"), incident.id)
        with pytest.raises(IncidentNotAllowed):
            await change(ann("c6"), incident.id, "ash")
