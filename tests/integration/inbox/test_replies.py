"""Replies: only the holder, under the guideline, with four eyes, and out exactly once in effect."""

import asyncio

import pytest

from channels.sending import OutcomeUnknown, RetryLater, SendFailed
from chassis.auth import Principal
from contracts.inbox import ReplyDelivered, ReplyRequested, SlaBreached
from services.inbox.application.errors import GuidelineRefuses
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.domain.assignment import NotAssignee
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.reply import OwnReply, Reply
from tests.integration.inbox.rig import Rig, a_person
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message, an_echo

ANNA, BOB = a_person("anna"), a_person("bob")
WORDS = "Sorry! We look into it now."


class Killed(BaseException):
    """Stands for the death of the process."""


async def asked(rig: Rig, text: str = "My flight is cancelled, please help me?") -> str:
    await rig.take(a_message(text=text))
    conversation = await rig.only_conversation()
    await rig.assign(conversation)
    return conversation


async def reply_to(rig: Rig, conversation: str, caller: Principal = ANNA, text: str = WORDS) -> Reply:
    reply, _ = await rig.core.application.replies.request(caller, conversation, ReplyDraft(text), None, "r1")
    return reply


async def state_of(rig: Rig) -> str:
    document = await rig.mongo.brand_collection("replies").get(BRAND, "r1")
    assert document is not None
    return str(document["state"])


async def test_a_reply_goes_out_once_and_stops_the_clock(rig: Rig) -> None:
    conversation = await asked(rig)
    rig.clock.advance(1200)
    await reply_to(rig, conversation)
    await asyncio.gather(rig.due("reply_send"), rig.due("reply_send", await rig.another()))
    assert [sent.key for sent in rig.channel.sent] == ["r1"]
    assert rig.channel.sent[0].contact == "jan"
    (kept,) = await rig.conversations()
    assert (kept["status"], kept["outbound"], kept["due_at"]) == ("waiting", 1, None)
    (said,) = [event for event in await rig.told() if isinstance(event, ReplyDelivered)]
    assert (said.state, said.first, said.response_seconds) == ("sent", True, 1200.0)


async def test_only_the_holder_may_reply(rig: Rig) -> None:
    conversation = await asked(rig)
    with pytest.raises(NotAssignee):
        await reply_to(rig, conversation, BOB)
    with pytest.raises(NotAssignee):
        await rig.core.application.replies.request(ANNA, conversation, ReplyDraft(WORDS), 7, "r2")


async def test_who_held_a_conversation_that_waits_again_may_not_reply_and_the_next_holder_may(rig: Rig) -> None:
    conversation = await asked(rig)
    await rig.queue_again(conversation, epoch=2)
    with pytest.raises(NotAssignee):
        await reply_to(rig, conversation)
    await rig.assign(conversation, "bob", epoch=3)
    await reply_to(rig, conversation, BOB)


async def test_a_sender_that_died_between_send_and_record_leaves_an_unknown_and_sends_nothing_twice(rig: Rig) -> None:
    await reply_to(rig, await asked(rig))
    rig.channel.results = [Killed()]
    with pytest.raises(Killed):
        await rig.due("reply_send")
    rig.clock.advance(31)  # the lease of the dead process ends
    await rig.due("reply_send", await rig.another())
    assert len(rig.channel.sent) == 1
    assert await state_of(rig) == "unknown"
    rig.clock.advance(3600)
    assert await rig.due("reply_send") == 0
    (said,) = [event for event in await rig.told() if isinstance(event, ReplyDelivered)]
    assert (said.state, said.error_code) == ("unknown", "sender_interrupted")


async def test_a_person_settles_an_unknown_reply(rig: Rig) -> None:
    await reply_to(rig, await asked(rig))
    rig.channel.results = [OutcomeUnknown("timeout")]
    await rig.due("reply_send")
    assert await state_of(rig) == "unknown"
    await rig.core.application.replies.mark_sent(ANNA, "r1", None)
    (kept,) = await rig.conversations()
    assert (await state_of(rig), kept["outbound"]) == ("sent", 1)


async def test_an_echo_settles_an_unknown_reply_and_is_not_stored_twice(rig: Rig) -> None:
    await reply_to(rig, await asked(rig))
    rig.channel.results = [OutcomeUnknown("timeout")]
    await rig.due("reply_send")
    events = await rig.take(an_echo("tweet-9", WORDS, at=NOON + minutes(1)))
    assert isinstance(events[0], ReplyDelivered)
    assert await state_of(rig) == "sent"
    await rig.take(an_echo("tweet-9", WORDS, at=NOON + minutes(1)))
    outbound = [message for message in await rig.messages() if message["direction"] == "outbound"]
    assert [message["external_id"] for message in outbound] == ["tweet-9"]


async def test_the_echo_of_a_recorded_reply_makes_no_second_message(rig: Rig) -> None:
    await reply_to(rig, await asked(rig))
    await rig.due("reply_send")
    assert await rig.take(an_echo("ext-r1", WORDS, integration="x1")) == []
    assert len(await rig.messages()) == 2


async def test_what_may_pass_is_tried_again_later_and_a_refusal_fails(rig: Rig) -> None:
    await reply_to(rig, await asked(rig))
    rig.channel.results = [RetryLater(60, "busy"), SendFailed("blocked")]
    await rig.due("reply_send")
    assert await state_of(rig) == "queued"
    assert await rig.due("reply_send") == 0
    rig.clock.advance(61)
    await rig.due("reply_send")
    assert await state_of(rig) == "failed"
    await rig.core.application.replies.retry(ANNA, "r1", None)
    await rig.due("reply_send")
    assert await state_of(rig) == "sent"
    assert {sent.key for sent in rig.channel.sent} == {"r1"}


async def test_the_guideline_refuses_and_names_why(rig: Rig) -> None:
    conversation = await asked(rig)
    with pytest.raises(GuidelineRefuses) as refusal:
        await reply_to(rig, conversation, text="No comment. Card 4111 1111 1111 1111")
    assert {violation.code for violation in refusal.value.check.violations} == {"blocked_term", "personal_data"}
    assert rig.channel.sent == []


async def test_an_escalated_conversation_takes_four_eyes(rig: Rig) -> None:
    conversation = await asked(rig, "There is smoke in the plane")
    reply = await reply_to(rig, conversation)
    assert reply.state == "awaiting_approval"
    assert await rig.due("reply_send") == 0
    with pytest.raises(OwnReply):
        await rig.core.application.approvals.approve(ANNA, "r1", None)
    await rig.core.application.approvals.approve(BOB, "r1", None)
    await rig.due("reply_send")
    assert await state_of(rig) == "sent"


BLOCKED = [{"term": "look into", "why": "Say what is done"}]
SPEAKERS_ONLY = [{"id": "speakers", "certificate": "speak", "applies": {}, "why": "Only who may speak for us"}]
FOUR_EYES = [{"id": "all", "applies": {}, "why": "Two people look at everything today"}]


async def waiting_for_approval(rig: Rig) -> None:
    reply = await reply_to(rig, await asked(rig, "There is smoke in the plane"))
    assert reply.state == "awaiting_approval"


async def test_a_word_blocked_since_the_reply_was_written_is_refused_at_approval_and_the_reply_waits_on(
    rig: Rig,
) -> None:
    await waiting_for_approval(rig)
    await rig.rule(blocked_terms=BLOCKED)

    with pytest.raises(GuidelineRefuses) as refusal:
        await rig.core.application.approvals.approve(BOB, "r1", None)

    assert [(each.code, each.rule) for each in refusal.value.check.violations if each.code != "approval_needed"] == [
        ("blocked_term", "look into")
    ]
    assert (await state_of(rig), await rig.due("reply_send")) == ("awaiting_approval", 0)
    await rig.rule(blocked_terms=[])
    await rig.core.application.approvals.approve(BOB, "r1", None)
    await rig.due("reply_send")
    assert await state_of(rig) == "sent"


async def test_an_author_whose_certificate_has_expired_since_is_refused_at_approval(rig: Rig) -> None:
    await rig.rule(certificates=SPEAKERS_ONLY)
    await rig.certify("anna", 1, speak=NOON + minutes(10))
    await waiting_for_approval(rig)
    rig.clock.advance(601)

    with pytest.raises(GuidelineRefuses) as refusal:
        await rig.core.application.approvals.approve(BOB, "r1", None)

    assert "missing_certificate" in {each.code for each in refusal.value.check.violations}
    assert rig.channel.sent == []


@pytest.mark.parametrize("way", ["queued", "approved", "to be tried again"])
async def test_what_is_blocked_before_it_leaves_does_not_leave_and_is_shown_as_failed(rig: Rig, way: str) -> None:
    if way == "approved":
        await waiting_for_approval(rig)
        await rig.core.application.approvals.approve(BOB, "r1", None)
    else:
        await reply_to(rig, await asked(rig))
    if way == "to be tried again":
        rig.channel.results = [RetryLater(60, "busy")]
        await rig.due("reply_send")
        rig.clock.advance(61)
    tried = len(rig.channel.sent)
    await rig.rule(blocked_terms=BLOCKED)

    await rig.due("reply_send", await rig.another())

    assert len(rig.channel.sent) == tried
    (said,) = [event for event in await rig.told() if isinstance(event, ReplyDelivered)]
    assert (said.state, said.error_code) == ("failed", "guideline_refused")
    assert await rig.due("reply_send") == 0
    with pytest.raises(GuidelineRefuses):
        await rig.core.application.replies.retry(ANNA, "r1", None)


async def test_what_needs_a_second_person_before_it_leaves_waits_for_one(rig: Rig) -> None:
    await reply_to(rig, await asked(rig))
    await rig.rule(approvals=FOUR_EYES)

    await rig.due("reply_send")

    assert (await state_of(rig), rig.channel.sent) == ("awaiting_approval", [])
    assert [event.state for event in await rig.told() if isinstance(event, ReplyRequested)] == [
        "queued",
        "awaiting_approval",
    ]
    await rig.core.application.approvals.approve(BOB, "r1", None)
    await rig.due("reply_send")
    assert await state_of(rig) == "sent"


async def test_a_resolved_conversation_takes_no_reply(rig: Rig) -> None:
    conversation = await asked(rig)
    await rig.core.application.conversations.resolve(ANNA, conversation, None)
    with pytest.raises(StateNotAllowed):
        await reply_to(rig, conversation)


async def test_a_reply_and_a_message_at_the_same_moment_both_count(rig: Rig) -> None:
    await reply_to(rig, await asked(rig))
    await asyncio.gather(rig.due("reply_send"), rig.take(*[a_message(str(n)) for n in range(2, 12)]))
    (kept,) = await rig.conversations()
    assert (kept["inbound"], kept["outbound"], kept["version"]) == (11, 1, 12)


async def test_a_breach_is_said_once_and_the_next_clock_is_waited_for(rig: Rig) -> None:
    await asked(rig)
    rig.clock.advance(3601)
    await rig.due("sla_due")
    assert await rig.due("sla_due") == 0
    rig.clock.advance(24 * 3600)
    await rig.due("sla_due")
    said = [event.clock.kind for event in await rig.told() if isinstance(event, SlaBreached)]
    assert said == ["first_response", "resolution"]
