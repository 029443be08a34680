"""Replies: only the holder, under the guideline, with four eyes, and out exactly once in effect."""

import asyncio

import pytest

from channels.ports import Failed, OutcomeUnknown, RetryLater
from chassis.auth import Principal
from contracts.inbox import ReplyDelivered, SlaBreached
from services.inbox.commands import GuidelineRefuses
from services.inbox.domain.conversation import NotAllowed, NotHolder
from services.inbox.domain.reply import OwnReply, Reply
from tests.integration.inbox.rig import BRAND, Rig, a_message, a_person, an_echo
from tests.unit.inbox.builders import NOON, minutes

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
    reply, _ = await rig.core.parts.commands.request_reply(caller, conversation, text, None, "r1")
    return reply


async def state_of(rig: Rig) -> str:
    document = await rig.core.parts.store.replies.get(BRAND, "r1")
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
    with pytest.raises(NotHolder):
        await reply_to(rig, conversation, BOB)
    with pytest.raises(NotHolder):
        await rig.core.parts.commands.request_reply(ANNA, conversation, WORDS, 7, "r2")


async def test_who_held_a_conversation_that_waits_again_may_not_reply_and_the_next_holder_may(rig: Rig) -> None:
    conversation = await asked(rig)
    await rig.queue_again(conversation, epoch=2)
    with pytest.raises(NotHolder):
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
    await rig.core.parts.commands.mark_sent(ANNA, "r1", None)
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
    rig.channel.results = [RetryLater(60, "busy"), Failed("blocked")]
    await rig.due("reply_send")
    assert await state_of(rig) == "queued"
    assert await rig.due("reply_send") == 0
    rig.clock.advance(61)
    await rig.due("reply_send")
    assert await state_of(rig) == "failed"
    await rig.core.parts.commands.retry(ANNA, "r1", None)
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
        await rig.core.parts.commands.approve(ANNA, "r1", None)
    await rig.core.parts.commands.approve(BOB, "r1", None)
    await rig.due("reply_send")
    assert await state_of(rig) == "sent"


async def test_a_resolved_conversation_takes_no_reply(rig: Rig) -> None:
    conversation = await asked(rig)
    await rig.core.parts.commands.resolve(ANNA, conversation, None)
    with pytest.raises(NotAllowed):
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
