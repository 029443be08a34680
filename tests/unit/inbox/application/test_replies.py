"""Replies: only the holder, under the guideline, with four eyes, and out exactly once in effect."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from channels.sending import OutcomeUnknown, RetryLater, SendFailed
from chassis.errors import VersionConflict
from chassis.messaging.testing import a_delivery
from contracts.directory import BrandChanged
from contracts.inbox import MessageStored, ReplyDelivered, ReplyRequested, SlaClockStopped
from services.inbox.application import reply_commands, sending
from services.inbox.application.errors import GuidelineRefuses, NotCopied, Unknown, VersionMismatch
from services.inbox.application.guidelines import Wording
from services.inbox.application.records import Changes
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.domain.assignment import AssignmentNotSeenYet, NotAssignee
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_scope import Situation
from services.inbox.domain.reply import OwnReply
from services.inbox.domain.story_origin import StoryOrigin
from services.inbox.timers.sending_due import HELD_SECONDS
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message, a_requeueing, an_echo
from tests.unit.inbox.application.rig import ANNA, BOB, WORDS, Rig, a_person

BLOCKED = [{"term": "look into", "why": "Say what is done"}]
FOUR_EYES = [{"id": "all", "applies": {}, "why": "Two people look at everything today"}]


@pytest.fixture
async def asked(rig: Rig) -> Rig:
    """Give the inbox with one conversation that anna holds."""
    await rig.take(a_message())
    await rig.assign()
    return rig


@pytest.fixture
async def escalated(rig: Rig) -> Rig:
    """Give the inbox with a reply that waits for a second person."""
    await rig.take(a_message(text="There is smoke in the plane"))
    await rig.assign()
    assert (await rig.reply()).state == "awaiting_approval"
    return rig


def state_of(rig: Rig) -> str:
    return rig.store.stored_replies[BRAND, "r1"].state


async def test_a_reply_of_a_story_answer_says_so_when_it_is_out(asked: Rig) -> None:
    await asked.reply()
    reply = asked.store.stored_replies[BRAND, "r1"]
    asked.store.stored_replies[BRAND, "r1"] = replace(reply, story=StoryOrigin("a1", reply.created_at, by_hand=True))
    await asked.send_due()
    (said,) = asked.emitted(ReplyDelivered)
    assert (said.state, said.of_story_answer) == ("sent", True)


async def test_a_reply_goes_out_once_and_stops_the_clock(asked: Rig) -> None:
    asked.clock.advance(1200)
    await asked.reply()
    await asked.send_due()
    assert await asked.send_due() == 0
    assert [(sent.key, sent.contact) for sent in asked.channel.sent] == [("r1", "jan")]
    assert (asked.conversation.status, asked.conversation.outbound, asked.conversation.due_at) == ("waiting", 1, None)
    (said,) = asked.emitted(ReplyDelivered)
    assert (said.state, said.first, said.response_seconds) == ("sent", True, 1200.0)
    assert not said.of_story_answer
    assert len(asked.emitted(SlaClockStopped)) == 1
    (stored,) = asked.emitted(MessageStored)
    assert (stored.direction, stored.reply, stored.first, stored.response_seconds) == ("outbound", "r1", False, None)


async def turn(rig: Rig, version: int, *off: str) -> None:
    """Hear that the operator has turned these features of the brand off, and all others on."""
    brand = BrandChanged(id=f"b{version}", brand=BRAND, subject="brand", version=version, at=NOON, name="KLM", off=off)
    await rig.inbox.directory.on_events([brand])


async def test_while_replies_are_turned_off_one_waits_and_goes_out_afterwards(asked: Rig) -> None:
    await turn(asked, 1, "replies", "a_feature_of_a_later_build")
    await asked.reply()
    for _ in range(3):
        assert await asked.send_due() == 1
        assert (state_of(asked), asked.channel.sent) == ("queued", [])
        assert await asked.send_due() == 0, "it is looked at again later"
        asked.clock.advance(HELD_SECONDS)
    await turn(asked, 2)
    await asked.send_due()
    assert [sent.key for sent in asked.channel.sent] == ["r1"]


async def test_only_the_holder_replies_under_the_epoch_they_hold_it_by(asked: Rig) -> None:
    with pytest.raises(NotAssignee):
        await asked.reply(BOB)
    with pytest.raises(NotAssignee):
        await asked.inbox.replies.request(ANNA, asked.conversation.id, ReplyDraft(WORDS), 0, "r2")


async def test_an_assignment_that_is_on_its_way_is_waited_for(asked: Rig) -> None:
    conversation = asked.conversation.id
    early = asyncio.create_task(asked.inbox.replies.request(ANNA, conversation, ReplyDraft(WORDS), 7, "r2"))
    await asyncio.sleep(0)
    await asked.assign(epoch=7)
    reply, _ = await early
    assert reply.state == "queued"


async def test_an_assignment_that_never_comes_is_told(asked: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reply_commands, "PATIENCE_SECONDS", 0.1)
    with pytest.raises(AssignmentNotSeenYet):
        await asked.inbox.replies.request(ANNA, asked.conversation.id, ReplyDraft(WORDS), 7, "r2")


async def test_who_may_assign_tasks_replies_where_nobody_holds_the_conversation(rig: Rig) -> None:
    await rig.take(a_message())
    with pytest.raises(NotAssignee):
        await rig.reply()
    assert (await rig.reply(a_person("maria", "tasks:assign"))).author == "maria"


async def test_a_command_repeated_after_its_answer_was_lost_gives_the_stored_reply(asked: Rig) -> None:
    first = await asked.reply()
    assert await asked.reply() == first
    assert len(asked.emitted(ReplyRequested)) == 1


async def test_a_resolved_conversation_takes_no_reply(asked: Rig) -> None:
    await asked.inbox.conversations.resolve(ANNA, asked.conversation.id, None)
    with pytest.raises(StateNotAllowed):
        await asked.reply()


async def test_a_conversation_or_a_reply_that_is_not_there_is_unknown(asked: Rig) -> None:
    with pytest.raises(Unknown):
        await asked.inbox.replies.request(ANNA, "nothing", ReplyDraft(WORDS), None, "r1")
    with pytest.raises(Unknown):
        await asked.inbox.approvals.approve(ANNA, "nothing", None)


async def test_the_guideline_refuses_and_names_why(asked: Rig) -> None:
    with pytest.raises(GuidelineRefuses) as refusal:
        await asked.reply(text="No comment. Card 4111 1111 1111 1111")
    assert {violation.code for violation in refusal.value.check.violations} == {"blocked_term", "personal_data"}
    assert asked.store.stored_replies == {}


async def test_a_text_is_checked_without_sending_it(asked: Rig) -> None:
    described = Situation("x", "public", "respond", 50)
    assert (await asked.inbox.replies.check(ANNA, Wording("no comment"), None, described)).verdict == "refused"
    assert (
        await asked.inbox.replies.check(ANNA, Wording(WORDS), asked.conversation.id, described)
    ).verdict == "allowed"


async def test_an_escalated_conversation_takes_four_eyes(escalated: Rig) -> None:
    assert await escalated.send_due() == 0
    with pytest.raises(OwnReply):
        await escalated.inbox.approvals.approve(ANNA, "r1", None)
    with pytest.raises(VersionMismatch):
        await escalated.inbox.approvals.approve(BOB, "r1", 9)
    await escalated.inbox.approvals.approve(BOB, "r1", 1)
    await escalated.send_due()
    assert state_of(escalated) == "sent"


async def test_a_rejected_reply_is_not_sent_and_leaves_the_conversation_as_it_is(escalated: Rig) -> None:
    before = escalated.conversation
    await escalated.inbox.approvals.reject(BOB, "r1", None)
    assert (state_of(escalated), escalated.conversation) == ("rejected", before)
    assert [each.state for each in escalated.emitted(ReplyDelivered)] == ["rejected"]


async def test_a_word_blocked_since_is_refused_at_approval_and_the_reply_waits_on(escalated: Rig) -> None:
    await escalated.rule(blocked_terms=BLOCKED)
    with pytest.raises(GuidelineRefuses):
        await escalated.inbox.approvals.approve(BOB, "r1", None)
    assert (state_of(escalated), await escalated.send_due()) == ("awaiting_approval", 0)


async def test_what_may_pass_is_tried_again_later_and_a_refusal_fails(asked: Rig) -> None:
    await asked.reply()
    asked.channel.results = [RetryLater(60, "busy"), SendFailed("blocked")]
    await asked.send_due()
    assert (state_of(asked), await asked.send_due()) == ("queued", 0)
    asked.clock.advance(61)
    await asked.send_due()
    assert state_of(asked) == "failed"
    await asked.inbox.replies.retry(ANNA, "r1", None)
    await asked.send_due()
    assert state_of(asked) == "sent"
    assert {sent.key for sent in asked.channel.sent} == {"r1"}


async def test_a_person_settles_an_unknown_reply(asked: Rig) -> None:
    await asked.reply()
    asked.channel.results = [OutcomeUnknown("timeout")]
    await asked.send_due()
    assert state_of(asked) == "unknown"
    written = asked.clock.now()
    asked.clock.advance(3_600)
    await asked.inbox.replies.mark_sent(ANNA, "r1", None)
    assert (state_of(asked), asked.conversation.outbound) == ("sent", 1)
    unknown, sent = asked.emitted(ReplyDelivered)
    assert (unknown.state, sent.state) == ("unknown", "sent")
    assert (sent.written_at, sent.at) == (written, written + timedelta(hours=1))


async def test_what_a_dead_sender_left_is_shown_to_a_person_and_not_sent_again(asked: Rig) -> None:
    reply = await asked.reply()
    claimed = await asked.inbox.sender._claim(reply)
    assert claimed is not None
    await asked.send_due()
    assert (state_of(asked), asked.channel.sent) == ("unknown", [])
    assert [each.error_code for each in asked.emitted(ReplyDelivered)] == ["sender_interrupted"]


async def test_a_reply_claimed_by_another_process_is_left_to_it(asked: Rig) -> None:
    reply = await asked.reply()
    assert await asked.inbox.sender._claim(reply) is not None
    assert await asked.inbox.sender.deliver(reply)
    assert (state_of(asked), asked.channel.sent) == ("claimed", [])


async def test_what_is_blocked_before_it_leaves_does_not_leave_and_fails(asked: Rig) -> None:
    await asked.reply()
    await asked.rule(blocked_terms=BLOCKED)
    await asked.send_due()
    assert (state_of(asked), asked.channel.sent) == ("failed", [])
    assert [each.error_code for each in asked.emitted(ReplyDelivered)] == ["guideline_refused"]
    with pytest.raises(GuidelineRefuses):
        await asked.inbox.replies.retry(ANNA, "r1", None)


async def test_what_needs_a_second_person_before_it_leaves_waits_for_one(asked: Rig) -> None:
    await asked.reply()
    await asked.rule(approvals=FOUR_EYES)
    await asked.send_due()
    assert (state_of(asked), asked.channel.sent) == ("awaiting_approval", [])
    assert [each.state for each in asked.emitted(ReplyRequested)] == ["queued", "awaiting_approval"]


@pytest.mark.parametrize("gone", ["integration", "contact"])
async def test_a_reply_to_what_is_gone_fails_and_names_it(asked: Rig, gone: str) -> None:
    await asked.reply()
    if gone == "contact":
        asked.store.contacts.clear()
    else:
        asked.inbox.directory._integrations.clear()
    await asked.send_due()
    assert asked.store.stored_replies[BRAND, "r1"].error_code == f"{gone}_gone"


async def test_an_outcome_is_recorded_however_often_it_meets_others(
    asked: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "CONFLICT_SECONDS", 0)
    await asked.reply()
    commit, left = asked.store.commit, iter([None, *[VersionConflict] * 5])

    async def meeting(changes: Changes) -> None:
        refusal = next(left, None)
        if refusal is not None:
            raise refusal
        await commit(changes)

    monkeypatch.setattr(asked.store, "commit", meeting)
    await asked.send_due()
    assert (state_of(asked), len(asked.channel.sent)) == ("sent", 1)


async def test_the_outcome_of_an_older_claim_is_dropped(asked: Rig) -> None:
    reply = await asked.reply()
    claimed = await asked.inbox.sender._claim(reply)
    assert claimed is not None
    await asked.send_due()  # the other process finds the claim orphaned
    await asked.inbox.replies.retry(ANNA, "r1", None)

    def late(current: Any) -> Any:
        return sending.outcome_of(current, claimed.epoch, SendFailed("late"), NOON)

    assert await asked.inbox.sender._record(claimed, late)
    assert state_of(asked) == "queued"


async def test_after_a_completed_reply_the_employee_may_write_again(rig: Rig) -> None:
    await rig.take(a_message())
    await rig.assign("anna", 1)
    await rig.reply()
    await rig.send_due()
    await rig.routing([a_delivery(a_requeueing(rig.conversation.id, 2))])
    assert rig.conversation.holder is None
    await rig.reply(text="One thing more: your bag is on the next flight.", id_="r2")
    await rig.send_due()
    assert [each.text for each in rig.channel.sent][1].startswith("One thing more")
    with pytest.raises(NotAssignee) as refused:
        await rig.reply(BOB, id_="r3")
    assert refused.value.holder is None


async def test_approval_is_asked_for_until_what_it_is_asked_for_is_answered(rig: Rig) -> None:
    rule = {"id": "money", "why": "Money", "applies": {"topics": ["refund"]}}
    await rig.rule(approvals=[rule])
    await rig.take(a_message("1", "Give me my money back!"))
    assert "refund" in rig.conversation.topics
    await rig.take(a_message("2", "Have a nice day"))
    await rig.assign()
    assert (await rig.reply()).state == "awaiting_approval"
    await rig.inbox.approvals.approve(BOB, "r1", None)
    await rig.send_due()
    await rig.take(a_message("3", "Where is gate 4?", at=NOON + minutes(9)))
    assert (await rig.reply(id_="r2")).state == "queued"


async def test_a_copy_goes_to_who_got_the_message_and_to_nobody_else(rig: Rig) -> None:
    await rig.take(a_message(copied_to=("bo@mail.example", "cy@mail.example")))
    await rig.assign()
    copied = ReplyDraft(WORDS, ("bo@mail.example", "eve@mail.example"))
    with pytest.raises(NotCopied) as refused:
        await rig.inbox.replies.request(ANNA, rig.conversation.id, copied, None, "r0")
    assert refused.value.number == 1
    await rig.inbox.replies.request(ANNA, rig.conversation.id, ReplyDraft(WORDS, ("bo@mail.example",)), None, "r1")
    await rig.send_due()
    (sent,) = rig.channel.sent
    assert (sent.contact, sent.copy_to) == ("jan", ("bo@mail.example",))


async def test_a_reply_to_what_the_brand_began_goes_on_in_its_thread(rig: Rig) -> None:
    await rig.take(an_echo("e1", "Good morning", thread="e1", subject_line="Your flight"))
    await rig.assign()
    await rig.reply()
    await rig.send_due()
    (sent,) = rig.channel.sent
    assert (sent.reply_to, sent.thread, sent.subject_line) == ("e1", "e1", "Your flight")
