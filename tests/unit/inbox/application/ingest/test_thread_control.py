"""What another app holds is seen and promised nothing; what is unanswered at the handover is promised from there."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.channel import MessageReceived, ThreadControlChanged
from contracts.inbox import MessageStored, SlaClockStarted, SlaClockStopped
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.thread_control import ThreadHeldElsewhere
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import a_message, an_echo, channel_fields
from tests.unit.inbox.application.rig import Rig, a_person

MARIA = a_person("maria", "replies:write", "conversations:write", "tasks:assign")


def written(minute: int, *, standby: bool, **fields: Any) -> MessageReceived:
    text = "I want to book a table, please help me?"
    private = {"visibility": "private", **fields}
    return a_message(f"m{minute}", text, at=NOON + minutes(minute), standby=standby, **private)


def control(minute: int, *, is_ours: bool) -> ThreadControlChanged:
    at: datetime = NOON + minutes(minute)
    return ThreadControlChanged(**channel_fields(f"control{minute}", "c", {"at": at}, ""), is_ours=is_ours)


def of(events: list[Any], kind: type) -> list[Any]:
    return [each for each in events if type(each) is kind]


def running(conversation: Conversation) -> dict[str, datetime]:
    return {clock.kind: clock.started_at for clock in conversation.running}


async def test_a_message_on_standby_is_stored_and_promises_nothing(rig: Rig) -> None:
    (stored,) = await rig.take(written(0, standby=True))
    assert isinstance(stored, MessageStored)
    assert (stored.conversation.needs_reply, stored.conversation.standby) == (False, True)
    assert (stored.text, rig.conversation.inbound) == ("I want to book a table, please help me?", 1)
    assert (rig.conversation.clocks, rig.store.timers, rig.conversation.due_at) == ((), {}, None)


async def test_what_is_unanswered_is_promised_from_the_handover(rig: Rig) -> None:
    await rig.take(written(0, standby=True))
    events = await rig.take(control(30, is_ours=True))
    assert [each.clock.kind for each in of(events, SlaClockStarted)] == ["first_response", "resolution"]
    assert all(each.conversation.needs_reply for each in events)
    assert running(rig.conversation) == dict.fromkeys(("first_response", "resolution"), NOON + minutes(30))
    assert rig.conversation.due_at == NOON + minutes(90)
    assert [timer.due_at for timer in rig.store.timers.values()] == [NOON + minutes(90)]
    assert await rig.take(control(30, is_ours=True), at=1) == events


async def test_what_the_bot_answered_is_promised_nothing_at_the_handover(rig: Rig) -> None:
    await rig.take(written(0, standby=True))
    await rig.take(an_echo("e1", "Which day?", at=NOON + minutes(1)))
    assert await rig.take(control(30, is_ours=True)) == []
    assert (rig.conversation.status, rig.conversation.standby, rig.conversation.clocks) == ("waiting", False, ())
    await rig.take(written(31, standby=False))
    assert set(running(rig.conversation)) == {"next_response", "resolution"}


async def test_a_message_on_our_own_line_is_a_handover_too(rig: Rig) -> None:
    await rig.take(written(0, standby=True))
    events = await rig.take(written(30, standby=False))
    assert len(of(events, SlaClockStarted)) == 2
    assert set(running(rig.conversation).values()) == {NOON + minutes(30)}
    assert rig.conversation.unanswered_since == NOON


async def test_a_handover_by_a_more_urgent_message_starts_each_clock_once(rig: Rig) -> None:
    strict = [{"min_priority": 80, "first_response_seconds": 600}, {}]
    await rig.inbox.rulebook.put("klm", "sla", {"targets": strict}, after=1, by="maria")
    await rig.take(written(0, standby=True))
    urgent = "There is smoke in the cabin and my son is injured!"
    started = of(await rig.take(written(30, standby=False).model_copy(update={"text": urgent})), SlaClockStarted)
    assert sorted((each.clock.kind, each.clock.due_at) for each in started) == [
        ("first_response", NOON + minutes(40)),
        ("resolution", NOON + minutes(30) + timedelta(days=1)),
    ]


@pytest.mark.parametrize("event", [control(10, is_ours=False), written(10, standby=True)])
async def test_a_thread_that_goes_to_another_app_ends_its_promises(rig: Rig, event: Any) -> None:
    await rig.take(written(0, standby=False))
    stopped = of(await rig.take(event), SlaClockStopped)
    assert [(each.cause, each.met, each.elapsed_seconds) for each in stopped] == [("thread_passed_on", True, 600)] * 2
    assert not stopped[0].conversation.needs_reply
    assert running(rig.conversation) == {}
    await rig.take(control(20, is_ours=True))
    assert set(running(rig.conversation).values()) == {NOON + minutes(20)}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("is_one_batch", [True, False])
@pytest.mark.parametrize("is_ours", [True, False])
async def test_in_any_order_the_newest_word_on_the_thread_stands(
    rig: Rig, order: tuple[int, ...], is_one_batch: bool, is_ours: bool
) -> None:
    told: list[Any] = [
        written(0, standby=True), control(1, is_ours=not is_ours), control(2, is_ours=is_ours),
    ]  # fmt: skip
    swapped = [told[each] for each in order]
    for batch in [swapped] if is_one_batch else [[each] for each in swapped]:
        await rig.take(*batch)
    assert (rig.conversation.standby, rig.conversation.needs_reply) == (not is_ours, is_ours)
    assert bool(rig.conversation.running) == is_ours


async def test_a_reply_into_a_thread_of_another_app_is_refused_until_it_is_ours(rig: Rig) -> None:
    await rig.take(written(0, standby=True))
    with pytest.raises(ThreadHeldElsewhere):
        await rig.reply(MARIA)
    await rig.take(control(1, is_ours=True))
    assert (await rig.reply(MARIA)).state == "queued"


async def test_a_person_may_reopen_and_judge_a_thread_of_another_app_without_a_promise(rig: Rig) -> None:
    await rig.take(written(0, standby=True))
    id_ = rig.conversation.id
    await rig.inbox.conversations.resolve(MARIA, id_, None)
    await rig.inbox.conversations.reopen(MARIA, id_, None)
    assert (rig.conversation.status, rig.conversation.clocks) == ("open", ())


async def test_a_public_comment_says_nothing_of_the_private_thread(rig: Rig) -> None:
    await rig.take(written(0, standby=True), written(1, standby=False, visibility="public", thread="post"))
    private, public = rig.conversations
    assert (private.standby, public.standby, bool(public.running)) == (True, False, True)
