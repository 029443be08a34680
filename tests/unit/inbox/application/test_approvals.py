"""The approval inbox over the use cases: seen by who may decide, decided, superseded, withdrawn, over."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.messaging.testing import a_delivery
from contracts.directory import PersonChanged
from contracts.inbox import ReplyDelivered, ReplyRequested
from services.inbox.application.approvals import ApprovalFilters
from services.inbox.application.errors import GuidelineRefuses, Unknown
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.application.timers import APPROVAL_TIMER
from services.inbox.domain.approval import NotApprover
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.timers.approval_due import OnApprovalDue
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND, a_message, an_employee
from tests.unit.inbox.application.rig import ANNA, BOB, Rig, a_person

LEO = a_person("leo")
LEGAL = {"approvers": {"departments": ["legal"]}}
RULE: dict[str, Any] = {"id": "all", "applies": {}, "why": "Two people look at everything today"}


@pytest.fixture
async def held(rig: Rig) -> Rig:
    """Give the inbox with one conversation of anna's, and leo of the legal department."""
    await rig.routing([a_delivery(an_employee("leo", 1).model_copy(update={"department": "legal"}))])
    await rig.take(a_message())
    await rig.assign("anna")
    return rig


async def over(rig: Rig) -> None:
    """Take up the approvals whose time is over."""
    await OnApprovalDue(rig.inbox.approvals, rig.store)(rig.store.due(APPROVAL_TIMER, rig.clock.now()))


async def listed(rig: Rig, caller: Any, **filters: Any) -> list[str]:
    return [each.reply.id for each in await rig.inbox.approvals.waiting(caller, ApprovalFilters(**filters))]


async def test_a_reply_waits_for_the_stage_of_its_rule_and_is_sent_after_its_last(held: Rig) -> None:
    await held.rule(approvals=[{**RULE, "stages": [LEGAL]}])
    assert (await held.reply(ANNA)).state == "awaiting_approval"
    with pytest.raises(NotApprover):
        await held.inbox.approvals.approve(BOB, "r1", None)
    assert await listed(held, BOB, mine=True) == []
    assert await listed(held, LEO, mine=True) == ["r1"]
    assert await listed(held, BOB) == await listed(held, ANNA) == ["r1"], "all see what waits"
    await held.inbox.approvals.approve(LEO, "r1", None, "Fine with us")
    assert len(held.emitted(ReplyRequested)) == 2
    await held.send_due()
    assert held.store.stored_replies[BRAND, "r1"].state == "sent"


async def test_roles_of_the_directory_name_approvers_too(held: Rig) -> None:
    strategist = PersonChanged(
        id="1", brand=BRAND, subject="person:bob", version=1, at=NOON, person="bob", name="Bob", roles=("strategist",)
    )
    await held.rule(approvals=[{**RULE, "stages": [{"approvers": {"roles": ["strategist"]}}]}])
    await held.reply(ANNA)
    with pytest.raises(NotApprover):
        await held.inbox.approvals.approve(BOB, "r1", None)
    await held.inbox.directory.on_events([strategist])
    assert (await held.inbox.approvals.approve(BOB, "r1", None)).state == "queued"


async def test_another_reply_takes_the_place_of_one_that_waits_and_shows_what_changed(held: Rig) -> None:
    await held.rule(approvals=[RULE])
    await held.reply(ANNA, "We call you soon.")
    draft = ReplyDraft("We call you at noon.", supersedes="r1")
    await held.inbox.replies.request(ANNA, held.conversation.id, draft, None, "r2")
    assert held.store.stored_replies[BRAND, "r1"].error_code == "superseded"
    assert [each.state for each in held.emitted(ReplyDelivered)] == ["rejected"]
    (waiting,) = await held.inbox.approvals.waiting(BOB, ApprovalFilters())
    assert waiting.before is not None
    assert (waiting.reply.id, waiting.before.id, waiting.may_decide) == ("r2", "r1", True)
    assert [(each.kind, each.text) for each in waiting.changes if each.kind != "same"] == [
        ("removed", "soon."),
        ("added", "at noon."),
    ]
    with pytest.raises(StateNotAllowed):
        await held.inbox.approvals.approve(BOB, "r1", None)


async def test_only_ones_own_reply_of_the_same_conversation_is_superseded(held: Rig) -> None:
    await held.rule(approvals=[RULE])
    await held.reply(ANNA)
    await held.take(a_message("2", contact="piet"))
    other = next(each.id for each in held.conversations if each.contact != held.conversations[0].contact)
    hub = a_person("maria", "tasks:assign")
    with pytest.raises(Unknown):
        await held.inbox.replies.request(hub, other, ReplyDraft("Hi", supersedes="r1"), None, "r2")
    with pytest.raises(Unknown):
        await held.inbox.replies.request(hub, other, ReplyDraft("Hi", supersedes="nothing"), None, "r2")
    assert held.store.stored_replies[BRAND, "r1"].state == "awaiting_approval"


async def test_an_author_takes_back_what_waits(held: Rig) -> None:
    await held.rule(approvals=[RULE])
    await held.reply(ANNA)
    with pytest.raises(StateNotAllowed):
        await held.inbox.replies.withdraw(BOB, "r1", None)
    assert (await held.inbox.replies.withdraw(ANNA, "r1", None)).error_code == "withdrawn"
    assert await listed(held, BOB) == []


async def test_an_approval_that_nobody_decided_on_in_time_ends(held: Rig) -> None:
    await held.rule(approvals=[{**RULE, "expires_minutes": 30}])
    await held.reply(ANNA)
    held.clock.advance(29 * 60)
    await over(held)
    assert await listed(held, BOB) == ["r1"]
    held.clock.advance(60)
    await over(held)
    assert held.store.stored_replies[BRAND, "r1"].error_code == "approval_expired"
    assert [each.state for each in held.emitted(ReplyDelivered)] == ["rejected"]
    await over(held)
    assert len(held.emitted(ReplyDelivered)) == 1


async def test_what_is_not_to_be_answered_names_who_takes_it_over(held: Rig) -> None:
    silence = {
        "id": "court",
        "applies": {"channels": ["x"]},
        "why": "Before the court",
        "department": "legal",
    }
    await held.rule(silences=[silence])
    with pytest.raises(GuidelineRefuses) as refusal:
        await held.reply(ANNA)
    assert [(each.code, each.remedy, each.department) for each in refusal.value.check.violations] == [
        ("not_to_be_answered", "handover", "legal")
    ]


async def test_rules_of_engagement_look_at_the_reach_of_the_contact_and_the_severity_of_an_incident(rig: Rig) -> None:
    await rig.take(a_message(reach=50_000))
    await rig.assign("anna")
    await rig.rule(approvals=[{**RULE, "applies": {"min_reach": 100_000}}])
    assert (await rig.reply(ANNA)).state == "queued"
    await rig.rule(approvals=[{**RULE, "applies": {"min_reach": 50_000}}])
    assert (await rig.reply(ANNA, id_="r2")).state == "awaiting_approval"
    await rig.rule(approvals=[{**RULE, "applies": {"max_severity": 2}}])
    assert (await rig.reply(ANNA, id_="r3")).state == "queued", "no incident is on"


async def test_filters_leave_what_they_ask_for(held: Rig) -> None:
    await held.rule(approvals=[{**RULE, "stages": [LEGAL, {}]}])
    await held.reply(ANNA)
    assert await listed(held, LEO, stage=0) == ["r1"]
    await held.inbox.approvals.claim(LEO, "r1")
    assert await listed(held, BOB, claimed_by="leo") == ["r1"]
    await held.inbox.approvals.approve(LEO, "r1", None)
    assert await listed(held, BOB, stage=1, mine=True) == []
    assert await listed(held, BOB, author="bob") == []
