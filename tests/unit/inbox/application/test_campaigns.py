"""Reading campaigns end to end in memory: asked, answered, overdue, freed; and what that does to replies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from chassis.messaging.testing import a_delivery
from contracts.guideline import AcceptanceChanged, AcceptanceReminder, GuidelineChanged
from services.inbox.application.campaign_store import CampaignChanges
from services.inbox.application.campaign_walk import PAGE
from services.inbox.application.errors import EmptyAudience, GuidelineRefuses, OtherText, Unknown
from services.inbox.domain.campaign import Campaign, Decision
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_text import text_hash
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND, a_message, an_employee
from tests.unit.inbox.application.rig import ANNA, Rig, a_person

WEEK = timedelta(days=7)
DUE = NOON + WEEK
MARIA = a_person("maria", "rules:write")
DUTY = {"id": "honest", "texts": {"en": "Say what is true"}}


async def hire(rig: Rig, *people: str, department: str | None = "care") -> None:
    """Let routing report employees."""
    entries = [an_employee(each, 1).model_copy(update={"department": department}) for each in people]
    await rig.routing([a_delivery(each) for each in entries])


async def begin(rig: Rig, without: str = "draft_only", *departments: str, **rules: Any) -> Campaign:
    """A version with a duty in words, and the campaign that has it read within a week."""
    await rig.rule(**{"duties": [DUTY], "without_acceptance": without, **rules})
    version = (await rig.inbox.rulebook.guideline(BRAND)).version
    return await rig.inbox.campaigns.begin(MARIA, version, departments, DUE, [NOON + timedelta(days=5), DUE, NOON])


async def say(rig: Rig, person: str, decision: Decision, reason: str | None = None) -> None:
    """What a person says to the text in force."""
    text = text_hash(await rig.inbox.rulebook.guideline(BRAND))
    await rig.inbox.campaigns.answer(a_person(person), text, decision, reason)


def answering(rig: Rig) -> Mapping[str, bool]:
    """Who may answer, as others were told last."""
    newest = sorted(rig.emitted(AcceptanceChanged), key=lambda event: event.version or 0)
    return {event.person: event.may_answer for event in newest}


async def come_due(rig: Rig) -> None:
    rig.clock.advance(WEEK.total_seconds())
    await rig.guidelines_due()


async def test_until_it_is_due_everybody_answers_and_then_only_who_accepted(rig: Rig) -> None:
    await hire(rig, "anna", "bob", "cleo")
    await rig.take(a_message())
    await rig.assign("anna")
    await begin(rig)
    await rig.reply(ANNA)
    await say(rig, "bob", "accepted")
    await come_due(rig)

    assert answering(rig) == {"anna": False, "bob": True, "cleo": False}
    with pytest.raises(GuidelineRefuses) as refusal:
        await rig.reply(ANNA, id_="r2")
    assert [(each.code, each.remedy) for each in refusal.value.check.violations] == [("not_accepted", "acceptance")]
    await say(rig, "anna", "accepted")
    assert answering(rig)["anna"]
    assert (await rig.reply(ANNA, id_="r3")).state == "queued"


async def test_a_reply_that_waits_is_judged_by_what_its_author_accepted_when_it_is_sent(rig: Rig) -> None:
    await hire(rig, "anna")
    await rig.take(a_message())
    await rig.assign("anna")
    await begin(rig)
    reply = await rig.reply(ANNA)
    await come_due(rig)
    await rig.send_due()
    assert rig.store.stored_replies[BRAND, reply.id].state == "failed"
    assert rig.channel.sent == []


async def test_with_approval_everybody_is_offered_work_and_each_reply_needs_a_second_person(rig: Rig) -> None:
    await hire(rig, "anna")
    await rig.take(a_message())
    await rig.assign("anna")
    await begin(rig, "with_approval")
    await come_due(rig)
    assert answering(rig) == {}, "nothing changed for others"
    assert (await rig.reply(ANNA)).state == "awaiting_approval"
    await say(rig, "anna", "accepted")
    assert (await rig.reply(ANNA, id_="r2")).state == "queued"


async def test_a_campaign_asks_its_departments_alone(rig: Rig) -> None:
    await hire(rig, "anna", "bob")
    await hire(rig, "pia", department="press")
    await begin(rig, "draft_only", "care")
    await come_due(rig)
    assert answering(rig) == {"anna": False, "bob": False}
    assert await rig.inbox.campaign_queries.asked(BRAND, "pia") == []
    with pytest.raises(OtherText):
        await say(rig, "pia", "accepted")
    with pytest.raises(EmptyAudience):
        await begin(rig, "draft_only", "legal")


async def test_an_audience_of_several_pages_is_gone_through_to_its_end_and_no_further_the_second_time(rig: Rig) -> None:
    people = [f"e{number:04}" for number in range(2 * PAGE + 3)]
    await hire(rig, *people)
    campaign = await begin(rig)
    await say(rig, people[PAGE], "accepted")
    await come_due(rig)
    assert [each for each, free in answering(rig).items() if free] == [people[PAGE]]
    assert len(answering(rig)) == len(people)
    told = len(rig.emitted(AcceptanceChanged))
    await rig.inbox.campaigns.close(BRAND, campaign.number)
    await rig.guidelines_due()
    assert all(answering(rig).values())
    assert len(rig.emitted(AcceptanceChanged)) == told + len(people) - 1
    await rig.inbox.campaigns.close(BRAND, campaign.number)
    assert await rig.guidelines_due() == 0


async def test_another_text_asks_anew_and_frees_who_was_asked_for_the_last(rig: Rig) -> None:
    await hire(rig, "anna", "bob")
    await begin(rig)
    await come_due(rig)
    assert answering(rig) == {"anna": False, "bob": False}
    await rig.rule(duties=[{"id": "honest", "texts": {"en": "Say what you know"}}])
    await rig.guidelines_due()
    assert answering(rig) == {"anna": True, "bob": True}


async def test_an_acceptance_is_for_the_words_in_whatever_version_has_them(rig: Rig) -> None:
    await hire(rig, "anna")
    await rig.take(a_message())
    await rig.assign("anna")
    await begin(rig)
    await say(rig, "anna", "accepted")
    await rig.rule(max_length=300)
    await come_due(rig)
    assert (await rig.reply(ANNA)).state == "queued"


async def test_an_exception_frees_once_it_is_granted_and_nobody_grants_their_own(rig: Rig) -> None:
    await hire(rig, "anna", "maria")
    campaign = await begin(rig)
    await say(rig, "anna", "exception_asked", "On leave")
    await say(rig, "maria", "exception_asked", "I wrote it")
    await come_due(rig)
    assert answering(rig) == {"anna": False, "maria": False}
    await rig.inbox.campaigns.decide(MARIA, campaign.number, "anna", exempt=True, reason="Back in May")
    assert answering(rig) == {"anna": True, "maria": False}
    with pytest.raises(StateNotAllowed):
        await rig.inbox.campaigns.decide(MARIA, campaign.number, "maria", exempt=True, reason="I say so")
    with pytest.raises(Unknown):
        await rig.inbox.campaigns.decide(MARIA, campaign.number, "bob", exempt=True, reason="?")


async def test_an_exception_is_not_decided_any_more_in_a_closed_campaign(rig: Rig) -> None:
    await hire(rig, "anna")
    campaign = await begin(rig)
    await say(rig, "anna", "exception_asked", "On leave")
    await rig.inbox.campaigns.close(BRAND, campaign.number)
    for exempt in (True, False):
        with pytest.raises(StateNotAllowed) as refused:
            await rig.inbox.campaigns.decide(MARIA, campaign.number, "anna", exempt=exempt, reason="Back in May")
        assert refused.value.state == "closed"
    asked = await rig.inbox.campaign_queries.people(BRAND, campaign.number, "exception_asked", None, 10)
    assert [each.person for each in asked] == ["anna"]


async def test_reminders_tell_how_many_answers_are_missing_and_stop_with_the_campaign(rig: Rig) -> None:
    await hire(rig, "anna", "bob", "cleo")
    campaign = await begin(rig)
    assert campaign.remind_at == (NOON + timedelta(days=5),), "what is past or not before it is due is left out"
    await say(rig, "bob", "declined", "I do not write")
    rig.clock.advance(timedelta(days=5).total_seconds())
    await rig.guidelines_due()
    (reminder,) = rig.emitted(AcceptanceReminder)
    assert (reminder.people, reminder.pending, reminder.due_at) == (3, 2, DUE)


async def test_figures_are_by_department_and_lists_by_state(rig: Rig) -> None:
    await hire(rig, "anna", "bob", "cleo")
    await hire(rig, "pia", department=None)
    campaign = await begin(rig)
    await say(rig, "bob", "accepted")
    await say(rig, "pia", "declined", "No")
    counts = await rig.inbox.campaign_queries.counts(campaign)
    assert {name: (each.people, dict(each.answered)) for name, each in counts.items()} == {
        "care": (3, {"accepted": 1}),
        None: (1, {"declined": 1}),
    }
    people = rig.inbox.campaign_queries.people
    assert [each.person for each in await people(BRAND, 1, "pending", None, 10)] == ["anna", "cleo"]
    assert [each.person for each in await people(BRAND, 1, "pending", "anna", 10)] == ["cleo"]
    assert [each.person for each in await people(BRAND, 1, "declined", None, 10)] == ["pia"]


async def test_a_version_of_later_is_announced_and_judges_when_its_time_has_come(rig: Rig) -> None:
    await rig.take(a_message())
    await rig.assign("anna")
    body = await rig.inbox.rulebook.current(BRAND, "guideline")
    rule = {"id": "speak", "certificate": "speak_for_us", "applies": {}, "why": "Speakers only"}
    later = {**body, "certificates": [rule]}
    await rig.inbox.rulebook.put(BRAND, "guideline", later, after=1, by="maria", effective_at=DUE)
    assert (await rig.reply(ANNA)).state == "queued"
    assert await rig.inbox.rulebook.last(BRAND, "guideline") == 2
    assert rig.emitted(GuidelineChanged) == []
    await come_due(rig)
    (announced,) = rig.emitted(GuidelineChanged)
    assert [each.certificate for each in announced.certificates] == ["speak_for_us"]
    with pytest.raises(GuidelineRefuses):
        await rig.reply(ANNA, id_="r2")


async def test_a_draft_is_tried_on_the_replies_that_were_written(rig: Rig) -> None:
    await rig.take(a_message())
    await rig.assign("anna")
    await rig.reply(ANNA, "We will call you soon")
    rig.clock.advance(1)
    await rig.reply(ANNA, "Sorry! We are on it", id_="r2")
    draft = await rig.inbox.rulebook.current(BRAND, "guideline")
    soon = {"term": "soon", "why": "Say when"}
    found = await rig.inbox.history.preview(BRAND, {**draft, "blocked_terms": [soon]}, 100)
    assert (found.looked_at, [each.reply.id for each in found.stopped], found.freed) == (2, ["r1"], ())
    await rig.rule(blocked_terms=[soon])
    found = await rig.inbox.history.preview(BRAND, draft, 1)
    assert (found.looked_at, found.stopped, found.freed) == (1, (), ())
    found = await rig.inbox.history.preview(BRAND, draft, 2)
    assert [(each.reply.id, each.now.verdict, each.then.verdict) for each in found.freed] == [
        ("r1", "refused", "allowed")
    ]


async def test_who_leaves_the_departments_that_are_asked_gets_back_what_was_kept(rig: Rig) -> None:
    await hire(rig, "anna", "bob")
    await begin(rig, "draft_only", "care")
    await come_due(rig)
    assert answering(rig) == {"anna": False, "bob": False}
    press = an_employee("anna", 2).model_copy(update={"department": "press"})
    await rig.routing([a_delivery(press)])
    assert answering(rig) == {"anna": True, "bob": False}


async def test_a_close_in_the_middle_of_a_walk_begins_it_anew(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [f"e{number:04}" for number in range(PAGE + 1)]
    await hire(rig, *people)
    campaign = await begin(rig)
    rig.clock.advance(WEEK.total_seconds())
    commit, closing = rig.campaigns.commit, [campaign.number]

    async def closed_first(changes: CampaignChanges) -> None:
        if changes.finished and closing:
            await rig.inbox.campaigns.close(BRAND, closing.pop())
        await commit(changes)

    monkeypatch.setattr(rig.campaigns, "commit", closed_first)
    await rig.guidelines_due()
    assert all(answering(rig).values())


async def test_a_reminder_counts_nobody_twice_who_answered_and_left(rig: Rig) -> None:
    await hire(rig, "anna", "bob")
    await begin(rig, "with_approval", "care")
    for person in ("anna", "bob"):
        await say(rig, person, "accepted")
    await rig.routing([a_delivery(an_employee("anna", 2).model_copy(update={"department": "press"}))])
    rig.clock.advance(timedelta(days=5).total_seconds())
    await rig.guidelines_due()
    (reminder,) = rig.emitted(AcceptanceReminder)
    assert (reminder.people, reminder.pending) == (1, 0)
