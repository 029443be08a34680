"""A contact is forgotten: nothing personal is left, what was counted stays, and who writes afterwards is another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.auth import Principal
from contracts.channel import ContactSeen
from contracts.inbox import ConversationErased, ConversationResolved, MessageStored, ReplyDelivered, SlaClockStopped
from services.inbox.application.erasures import LAST_LOOK, ON_ITS_WAY, PAGE
from services.inbox.application.errors import Unknown
from services.inbox.application.timers import ERASURE_TIMER
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.reply import Reply
from services.inbox.timers.steps import OnStepDue
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message, a_reaction, a_receipt, an_echo, an_edit
from tests.unit.inbox.application.rig import WORDS, Rig, a_person

ADMIN = a_person("kim", "contacts:erase")
PERSONAL = ("Jansen", "@jan", "'jan'", "suitcase", "look into it", "smoke")
LOST = "My suitcase is lost, please help me?"


async def erase(rig: Rig, contact: str = "", by: Principal = ADMIN) -> None:
    await rig.inbox.erasures.begin(by, contact or rig.conversations[0].contact)


async def steps(rig: Rig) -> int:
    """Take up the steps that are due, until none is."""
    taken = 0
    while due := rig.store.due(ERASURE_TIMER, rig.clock.now()):
        await OnStepDue(rig.inbox.erasures.step)(due)
        taken += len(due)
    return taken


async def forgotten(rig: Rig) -> None:
    """Erase the only contact to the end."""
    await erase(rig)
    await steps(rig)
    rig.clock.advance(LAST_LOOK.total_seconds())
    await steps(rig)


def stored(rig: Rig) -> str:
    """Everything that the inbox keeps beside what it published, as text."""
    store = rig.store
    kept: tuple[Any, ...] = (store.stored, store.stored_messages, store.stored_replies, store.contacts, store.timers)
    return repr(kept)


def _claimed(reply: Reply) -> Reply:
    return replace(reply, state="claimed", version=reply.version + 1)


def _with_words(reply: Reply) -> Reply:
    return replace(reply, id="r2", text=WORDS, erased_at=None)


def named(rig: Rig) -> list[str]:
    return [each for each in PERSONAL if each in stored(rig)]


@pytest.fixture
async def told(rig: Rig) -> Rig:
    """Give the inbox with one conversation of two messages and a reply that is out."""
    await rig.take(a_message(text=LOST))
    await rig.assign()
    await rig.reply()
    await rig.send_due()
    await rig.take(a_message("2", text="Still no suitcase", at=NOON + minutes(5)))
    rig.clock.advance(600)
    assert set(named(rig)) == {"Jansen", "@jan", "'jan'", "suitcase", "look into it"}
    return rig


async def test_nothing_personal_is_left_of_who_is_forgotten(told: Rig) -> None:
    await forgotten(told)
    assert named(told) == []
    (contact,) = told.store.contacts.values()
    assert contact.erasure is not None
    assert (contact.erasure.by, contact.erasure.done_at) == ("kim", NOON + timedelta(seconds=690))


async def test_names_are_gone_at_once(told: Rig) -> None:
    await erase(told)
    (contact,) = told.store.contacts.values()
    assert (contact.external_id, contact.external_ids) == ("", ())
    assert (contact.profile.name, contact.profile.handle) == (None, None)


async def test_what_was_counted_and_when_stays(told: Rig) -> None:
    before = told.conversation
    times = [(each.sent_at, each.direction, each.author) for each in told.messages]
    await forgotten(told)
    after = told.conversation
    assert (after.inbound, after.outbound, after.first_reply_at) == (
        before.inbound,
        before.outbound,
        before.first_reply_at,
    )
    assert [(each.sent_at, each.direction, each.author) for each in told.messages] == times
    assert {each.state for each in told.messages} == {"erased"}


async def test_an_open_conversation_is_resolved_and_then_says_that_it_is_erased(told: Rig) -> None:
    told.store.outbox.clear()
    await forgotten(told)
    kinds = [type(each) for each in told.store.outbox]
    assert kinds == [ConversationResolved, SlaClockStopped, ConversationErased]
    (said,) = told.emitted(ConversationErased)
    assert (said.by, said.asked_at, said.conversation.status) == ("kim", NOON + minutes(10), "resolved")
    assert told.conversation.erased_at == NOON + minutes(10)


async def test_a_reply_that_waits_is_not_sent(rig: Rig) -> None:
    await rig.take(a_message(text="There is smoke in the plane"))
    await rig.assign()
    assert (await rig.reply()).state == "awaiting_approval"
    await forgotten(rig)
    (reply,) = rig.store.stored_replies.values()
    assert (reply.state, reply.error_code, reply.text) == ("rejected", "contact_erased", "")
    assert named(rig) == []
    assert [each.state for each in rig.emitted(ReplyDelivered)] == ["rejected"]


async def test_a_reply_on_its_way_is_waited_for(rig: Rig) -> None:
    await rig.take(a_message(text=LOST))
    await rig.assign()
    claimed = await rig.reply()
    rig.store.stored_replies[BRAND, "r1"] = _claimed(claimed)
    await erase(rig)
    assert await steps(rig) == 1
    assert rig.conversation.erased_at is None
    rig.store.stored_replies[BRAND, "r1"] = claimed
    rig.clock.advance(ON_ITS_WAY.total_seconds())
    await steps(rig)
    assert rig.conversation.erased_at is not None


async def test_who_is_erased_while_a_reply_is_queued_gets_none(rig: Rig) -> None:
    await rig.take(a_message(text=LOST))
    await rig.assign()
    await rig.reply()
    await erase(rig)
    await rig.send_due()
    assert rig.channel.sent == []
    assert rig.store.stored_replies[BRAND, "r1"].error_code == "contact_gone"


async def test_who_writes_afterwards_is_somebody_else(told: Rig) -> None:
    await forgotten(told)
    before = told.conversation
    await told.take(a_message("3", text="Hello again", at=told.clock.now()))
    old, new = told.conversations
    assert old == before
    assert new.contact != old.contact
    assert told.store.contacts[BRAND, new.contact].external_id == "jan"


async def test_what_comes_late_is_taken_down_without_its_words(told: Rig) -> None:
    await forgotten(told)
    out = await told.take(
        a_message("3", text="Where is my suitcase?", at=NOON + minutes(6)),
        an_echo("4", "We look into it now", at=NOON + minutes(7)),
        an_edit("1", "My suitcase is found", at=NOON + minutes(8)),
        an_edit("3", "My suitcase is found", at=NOON + minutes(8)),
        a_reaction("1", "like", at=NOON + minutes(8)),
    )
    assert named(told) == []
    assert "suitcase" not in repr(out)
    assert [(each.text, each.direction) for each in out if isinstance(each, MessageStored)] == [
        ("", "inbound"),
        ("", "outbound"),
    ]
    assert {each.status for each in told.conversations} == {"resolved"}
    assert told.conversation.inbound == 3


async def test_a_message_comes_again_after_it_was_erased(told: Rig) -> None:
    await forgotten(told)
    (accounted,) = await told.take(a_message(text=LOST))
    assert accounted.outcome == "duplicate"
    assert named(told) == []


async def test_a_receipt_that_comes_late_opens_nothing(told: Rig) -> None:
    await forgotten(told)
    reply = told.store.stored_replies[BRAND, "r1"]
    await told.take(a_receipt(str(reply.external_id), "failed", at=NOON + minutes(20)))
    assert told.store.stored_replies[BRAND, "r1"].state == "failed"
    assert told.conversation.status == "resolved"
    for command in (told.inbox.replies.retry, told.inbox.conversations.reopen):
        subject = "r1" if command == told.inbox.replies.retry else told.conversation.id
        with pytest.raises(StateNotAllowed) as refusal:
            await command(a_person("anna", "tasks:assign"), subject, None)
        assert refusal.value.state == "erased"


async def test_all_records_of_a_person_are_erased(rig: Rig) -> None:
    by_both = ContactSeen(external_id="jan", also_known_as=("jan2",), name="jan Jansen")
    await rig.take(a_message("1", text=LOST, contact="jan2"))
    await rig.take(a_message("2", text=LOST, at=NOON + minutes(1)).model_copy(update={"contact": by_both}))
    rig.clock.advance(300)
    lead = next(each for each in rig.store.contacts.values() if each.same_as is None)
    await erase(rig, lead.id)
    await steps(rig)
    assert [each for each in ("Jansen", "jan", "suitcase") if each in stored(rig)] == []
    assert all(each.erasure is not None for each in rig.store.contacts.values())


async def test_a_late_word_under_a_forgotten_id_joins_nobody_to_it(told: Rig) -> None:
    await told.take(a_message("5", text="Hello", contact="jan2", at=NOON + minutes(1)))
    await forgotten(told)
    before = {id_: each for (_, id_), each in told.store.contacts.items() if each.erasure is not None}
    both = ContactSeen(external_id="jan2", also_known_as=("jan",))
    await told.take(a_message("6", text="Hello", at=NOON + minutes(2)).model_copy(update={"contact": both}))
    assert {id_: told.store.contacts[BRAND, id_] for id_ in before} == before
    (other,) = [each for each in told.store.contacts.values() if each.erasure is None]
    assert other.external_ids == ("jan2",)


async def test_a_long_conversation_is_erased_a_page_at_a_time(rig: Rig) -> None:
    at = [NOON + timedelta(seconds=n) for n in range(PAGE + 20)]
    await rig.take(*(a_message(str(n), text=LOST, at=moment) for n, moment in enumerate(at)))
    rig.clock.advance(3600)
    await erase(rig)
    (due,) = rig.store.due(ERASURE_TIMER, rig.clock.now())
    await rig.inbox.erasures.step(due)
    assert sum(each.state == "erased" for each in rig.messages) == PAGE
    assert rig.emitted(ConversationErased) == []
    await steps(rig)
    assert named(rig) == []
    assert len(rig.emitted(ConversationErased)) == 1


async def test_what_was_written_by_a_slow_hand_is_found_by_the_last_look(told: Rig) -> None:
    conversation = told.conversation
    await erase(told)
    await steps(told)
    late = told.store.stored_replies[BRAND, "r1"]
    told.store.stored_replies[BRAND, "r2"] = _with_words(late)
    told.clock.advance(LAST_LOOK.total_seconds())
    await steps(told)
    assert told.store.stored_replies[BRAND, "r2"].text == ""
    assert len(told.emitted(ConversationErased)) == 1
    assert told.conversation.id == conversation.id


async def test_a_step_again_has_no_further_effect(told: Rig) -> None:
    await forgotten(told)
    before = (stored(told), len(told.store.outbox))
    assert await steps(told) == 0
    with pytest.raises(StateNotAllowed):
        await erase(told)
    assert (stored(told), len(told.store.outbox)) == before


async def test_another_brand_cannot_erase(told: Rig) -> None:
    foreign = Principal("dell", "kim", "person", frozenset({"administrator"}), frozenset({"contacts:erase"}))
    with pytest.raises(Unknown):
        await erase(told, by=foreign)
    assert "Jansen" in stored(told)
