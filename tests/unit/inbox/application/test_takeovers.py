"""A silence with a department gives the conversation to it at triage, and says by which rule."""

from __future__ import annotations

import pytest

from contracts.inbox import DepartmentTakeover, MessageStored
from services.inbox.application.conversation_commands import Judgement
from services.inbox.application.errors import GuidelineRefuses
from services.inbox.application.incidents import IncidentBegan
from services.inbox.domain.takeover import Takeover
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND, a_message, an_edit
from tests.unit.inbox.application.rig import ANNA, Rig

WHY = "The case is before a court"
COURT = {"id": "court", "applies": {"topics": ["refund"]}, "why": WHY, "department": "legal"}
REFUND = "I want my refund, please?"
BY_COURT = DepartmentTakeover(department="legal", rule="court", guideline_version=2)


async def told(rig: Rig, text: str = REFUND, id_: str = "1") -> DepartmentTakeover | None:
    (stored,) = [each for each in await rig.take(a_message(id_, text)) if isinstance(each, MessageStored)]
    return stored.conversation.taken_over_by


async def test_a_message_that_the_rule_is_about_goes_to_the_department(rig: Rig) -> None:
    await rig.rule(silences=[COURT])
    assert await told(rig) == BY_COURT
    assert rig.conversation.taken_over_by == Takeover("legal", "court", 2, WHY)


async def test_a_message_that_it_is_not_about_or_that_no_department_takes_stays(rig: Rig) -> None:
    await rig.rule(silences=[COURT, {**COURT, "id": "never", "applies": {}, "department": None}])
    assert await told(rig, "Hello, can you help me?") is None


async def test_it_is_given_once_a_version_and_stays_given(rig: Rig) -> None:
    await rig.rule(silences=[COURT])
    await told(rig)
    assert await told(rig, "Hello, can you help me?", "2") == BY_COURT
    await rig.rule(silences=[{**COURT, "department": "press"}])
    rig.clock.advance(10)
    assert await told(rig, REFUND, "3") == DepartmentTakeover(department="press", rule="court", guideline_version=3)


async def test_an_edit_and_a_persons_judgement_are_triage_too(rig: Rig) -> None:
    await rig.rule(silences=[COURT, {**COURT, "id": "grave", "applies": {"triage": ["escalate"]}}])
    assert await told(rig, "Hello, can you help me?") is None
    await rig.inbox.conversations.triage(ANNA, rig.conversation.id, Judgement("escalate", 90, "A threat"), None)
    assert rig.conversation.taken_over_by == Takeover("legal", "grave", 2, WHY)
    await rig.take(an_edit("1", REFUND))
    assert rig.conversation.taken_over_by == Takeover("legal", "court", 2, WHY)


async def test_a_rule_for_incidents_gives_while_one_is_on(rig: Rig) -> None:
    await rig.rule(silences=[{**COURT, "applies": {"in_incident": True}}])
    assert await told(rig) is None
    await rig.store.update_incidents([IncidentBegan(BRAND, "i1", "Ash", 1, None, NOON, NOON)])
    rig.clock.advance(10)
    assert await told(rig, id_="2") == BY_COURT


async def test_people_of_the_department_answer_and_others_do_not(rig: Rig) -> None:
    await rig.rule(silences=[COURT])
    await told(rig)
    await rig.assign()
    await rig.depart("anna", "care")
    with pytest.raises(GuidelineRefuses) as refused:
        await rig.reply()
    assert [(each.remedy, each.department) for each in refused.value.check.violations] == [("handover", "legal")]
    await rig.depart("anna", "legal", version=2)
    assert (await rig.reply()).state == "queued"


async def test_what_was_given_is_theirs_to_answer_also_when_the_rule_holds_no_more(rig: Rig) -> None:
    await rig.rule(silences=[COURT])
    await told(rig)
    await rig.assign()
    await rig.rule(silences=[])
    with pytest.raises(GuidelineRefuses) as refused:
        await rig.reply()
    (violation,) = refused.value.check.violations
    assert (violation.rule, violation.department, violation.why) == ("court", "legal", WHY)
    await rig.depart("anna", "legal")
    assert (await rig.reply()).state == "queued"
