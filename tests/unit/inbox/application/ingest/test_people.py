"""One person under several ids is one contact, whichever id comes first; a changed number takes everything along."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.messaging.testing import a_delivery
from contracts.channel import ContactMoved, ContactSeen, MessageReceived, ReactionChanged
from services.inbox.application.records import Changes
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.consumers.channel_events import OnChannelEvents
from services.inbox.domain.contact import Contact
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.thread import contact_id
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message, a_reaction, an_echo, an_integration, channel_fields
from tests.unit.inbox.application.rig import ANNA, WORDS, Rig

NUMBER, NEW_NUMBER, USER_ID = "31600000001", "31600000002", "NL.1349120865530274"
BY_NUMBER, BY_USER_ID = ContactSeen(external_id=NUMBER), ContactSeen(external_id=USER_ID)
BY_BOTH = ContactSeen(external_id=NUMBER, also_known_as=(USER_ID,))
BY_NEW_NUMBER = ContactSeen(external_id=NEW_NUMBER)
CHANGED = NOON + minutes(5)


def written(external_id: str, person: ContactSeen, at: datetime = NOON, **fields: Any) -> MessageReceived:
    return a_message(external_id, at=at, **fields).model_copy(update={"contact": person})


def moved(before: ContactSeen = BY_NUMBER, now: ContactSeen = BY_NEW_NUMBER, at: datetime = CHANGED) -> ContactMoved:
    return ContactMoved(**{**channel_fields("moved", f"s{at}", {"at": at}, ""), "contact": before, "now": now})


def contacts(rig: Rig) -> list[Contact]:
    return [each for each in rig.store.contacts.values() if each.same_as is None]


def the_contact(rig: Rig) -> Contact:
    (only,) = contacts(rig)
    return only


async def answered(rig: Rig, conversation: str = "") -> tuple[str, ...]:
    """Answer a conversation; the ids the channel was given for its receiver."""
    number = len(rig.channel.sent)
    await rig.inbox.replies.request(HUB, conversation or rig.conversation.id, ReplyDraft(WORDS), None, f"r{number}")
    await rig.send_due()
    sent = rig.channel.sent[-1]
    return (sent.contact, *sent.also_known_as)


HUB = ANNA.__class__(BRAND, "maria", "person", ANNA.roles, ANNA.scopes | {"tasks:assign"})


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("people", list(itertools.permutations([BY_NUMBER, BY_USER_ID, BY_BOTH])))
async def test_a_number_and_a_user_id_are_one_contact_whichever_comes_first(
    rig: Rig, people: tuple[ContactSeen, ...], together: bool
) -> None:
    events = [written(str(n), person, NOON + minutes(n)) for n, person in enumerate([*people, BY_NUMBER, BY_USER_ID])]
    for batch in [events] if together else [[each] for each in events]:
        await rig.take(*batch)
    contact = the_contact(rig)
    assert set(contact.external_ids) == {NUMBER, USER_ID}
    open_ = [each for each in rig.conversations if not each.superseded]
    assert [each.contact for each in open_] == [contact.id]
    assert sum(each.inbound for each in rig.conversations) == 5


async def test_two_batches_at_once_that_link_one_person_by_different_ids_lose_no_link(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.take(written("1", BY_USER_ID, thread="t1"))  # threads apart: no conversation in common
    first = ContactSeen(external_id=NUMBER, also_known_as=(USER_ID,))
    second = ContactSeen(external_id=NEW_NUMBER, also_known_as=(USER_ID,))
    overtaking = a_delivery(written("3", second, thread="t3"), partition=1)
    commit = rig.store.commit

    async def commit_after_the_other(changes: Changes) -> None:
        monkeypatch.setattr(rig.store, "commit", commit)
        await OnChannelEvents(rig.inbox.ingest)([overtaking])
        await commit(changes)

    monkeypatch.setattr(rig.store, "commit", commit_after_the_other)
    await rig.take(written("2", first, thread="t2"))
    assert set(the_contact(rig).external_ids) == {USER_ID, NUMBER, NEW_NUMBER}
    assert {each.contact for each in rig.conversations} == {the_contact(rig).id}
    assert sum(each.inbound for each in rig.conversations) == 3


async def test_once_both_ids_were_seen_together_either_one_writes_into_one_conversation(rig: Rig) -> None:
    await rig.take(written("1", BY_BOTH))
    await rig.take(written("2", BY_USER_ID))
    await rig.take(written("3", BY_NUMBER))
    assert (rig.conversation.inbound, the_contact(rig).external_id) == (3, NUMBER)
    assert await answered(rig) == (NUMBER, USER_ID)


async def test_a_contact_known_by_the_number_alone_gets_the_user_id_and_keeps_its_conversation(rig: Rig) -> None:
    await rig.take(written("1", BY_NUMBER))
    before = the_contact(rig).id
    await rig.take(written("2", BY_BOTH))
    await rig.take(written("3", BY_USER_ID))
    assert (rig.conversation.inbound, rig.conversation.contact, the_contact(rig).id) == (3, before, before)


async def test_a_contact_known_by_the_user_id_alone_is_named_by_the_number_once_it_is_known(rig: Rig) -> None:
    await rig.take(written("1", BY_USER_ID))
    assert await answered(rig) == (USER_ID,)
    await rig.take(written("2", BY_BOTH, NOON + minutes(2)))
    await rig.take(written("3", BY_NUMBER, NOON + minutes(3)))
    assert (rig.conversation.inbound, the_contact(rig).external_ids) == (3, (NUMBER, USER_ID))
    assert await answered(rig) == (NUMBER, USER_ID)


async def test_of_two_open_conversations_the_first_goes_on_and_the_other_is_finished_where_it_is(rig: Rig) -> None:
    await rig.take(written("1", BY_USER_ID))
    await rig.take(written("2", BY_NUMBER, NOON + minutes(1)))
    first, other = rig.conversations
    await rig.take(written("3", BY_BOTH, NOON + minutes(2)))
    await rig.take(written("4", BY_NUMBER, NOON + minutes(3)))
    after, left = rig.conversations
    assert (after.id, after.inbound, after.contact) == (first.id, 3, the_contact(rig).id)
    assert (left.id, left.inbound, left.superseded, left.clocks) == (other.id, 1, True, other.clocks)
    assert await answered(rig, left.id) == (NUMBER, USER_ID)
    await rig.inbox.conversations.resolve(HUB, left.id, None)
    with pytest.raises(StateNotAllowed):
        await rig.inbox.conversations.reopen(HUB, left.id, None)


async def test_the_contact_with_an_open_conversation_stays_before_one_seen_earlier(rig: Rig) -> None:
    await rig.take(written("1", BY_NUMBER))
    await rig.inbox.conversations.resolve(HUB, rig.conversation.id, None)
    await rig.take(written("2", BY_USER_ID, NOON + minutes(1)))
    await rig.take(written("3", BY_BOTH, NOON + timedelta(days=30)))
    assert [each.inbound for each in rig.conversations] == [1, 2]


async def test_platform_threads_are_joined_one_by_one(rig: Rig) -> None:
    await rig.take(written("1", BY_NUMBER, thread="a"), written("2", BY_USER_ID, NOON + minutes(1), thread="b"))
    await rig.take(written("3", BY_BOTH, NOON + minutes(2)))
    await rig.take(
        written("4", BY_USER_ID, NOON + minutes(3), thread="a"), written("5", BY_NUMBER, NOON + minutes(4), thread="a")
    )
    assert [each.inbound for each in rig.conversations] == [3, 1, 1]


@pytest.mark.parametrize("together", [True, False])
async def test_a_changed_number_takes_contact_and_conversation_along(rig: Rig, together: bool) -> None:
    events = [written("1", BY_BOTH), moved(), written("2", BY_NEW_NUMBER, NOON + minutes(6))]
    for batch in [events] if together else [[each] for each in events]:
        await rig.take(*batch)
    assert (rig.conversation.inbound, the_contact(rig).external_ids) == (2, (NEW_NUMBER, USER_ID))
    assert await answered(rig) == (NEW_NUMBER, USER_ID)


async def test_a_changed_number_may_be_told_after_its_first_message(rig: Rig) -> None:
    await rig.take(written("1", BY_NUMBER))
    await rig.take(written("2", BY_NEW_NUMBER, NOON + minutes(6)))
    await rig.take(moved())
    await rig.take(written("3", BY_NEW_NUMBER, NOON + minutes(7)))
    assert [(each.inbound, each.superseded) for each in rig.conversations] == [(2, False), (1, True)]
    assert the_contact(rig).external_ids == (NEW_NUMBER,)


async def test_a_number_that_was_left_belongs_to_whoever_writes_from_it_later(rig: Rig) -> None:
    await rig.take(written("1", BY_NUMBER), moved())
    await rig.take(written("2", BY_NUMBER, NOON + minutes(4)))  # sent before the change, delivered after it
    await rig.take(written("3", BY_NUMBER, NOON + timedelta(days=90)))
    kept, stranger = rig.conversations
    assert (kept.inbound, stranger.inbound) == (2, 1)
    assert kept.contact != stranger.contact
    assert await answered(rig, kept.id) == (NEW_NUMBER,)
    assert await answered(rig, stranger.id) == (NUMBER,)
    await rig.take(written("4", BY_NUMBER, NOON + timedelta(days=91)))
    assert rig.conversations[1].inbound == 2


@pytest.mark.parametrize("swapped", [True, False])
async def test_two_changes_of_the_number_end_at_the_last_one(rig: Rig, swapped: bool) -> None:
    third = ContactSeen(external_id="31600000003")
    moves = [moved(), moved(BY_NEW_NUMBER, third, NOON + minutes(9))]
    await rig.take(written("1", BY_NUMBER))
    for move in reversed(moves) if swapped else moves:
        await rig.take(move)
    await rig.take(written("2", third, NOON + minutes(10)))
    assert (rig.conversation.inbound, the_contact(rig).external_ids) == (2, ("31600000003",))


async def test_a_move_of_somebody_unknown_is_kept_for_the_message_that_comes_late(rig: Rig) -> None:
    await rig.take(moved())
    await rig.take(written("1", BY_NUMBER))
    await rig.take(written("2", BY_NEW_NUMBER, NOON + minutes(6)))
    assert (rig.conversation.inbound, the_contact(rig).external_ids) == (2, (NEW_NUMBER,))


async def test_a_redelivered_identification_changes_nothing(rig: Rig) -> None:
    batch = [written("1", BY_NUMBER), written("2", BY_BOTH), moved(), written("3", BY_USER_ID, NOON + minutes(6))]
    first = await rig.take(*batch, at=0)
    before = (rig.conversations, dict(rig.store.contacts))
    assert await rig.take(*batch, at=0) == first
    assert (rig.conversations, dict(rig.store.contacts)) == before


async def test_an_id_means_somebody_else_in_another_integration_and_brand(rig: Rig) -> None:
    await rig.take(written("1", BY_BOTH))
    await rig.take(written("2", BY_USER_ID, integration="x2"), written("3", BY_USER_ID, brand="dell"))
    assert len(contacts(rig)) == 3
    assert contact_id(BRAND, "x2", USER_ID) in {each.id for each in contacts(rig)}


async def test_a_reaction_and_an_echo_know_the_person_under_either_id(rig: Rig) -> None:
    await rig.inbox.directory.on_events([an_integration()])
    await rig.take(written("1", BY_BOTH))
    put, taken_back = (
        a_reaction("1", said, at=at).model_copy(update={"contact": person})
        for said, at, person in (("+1", NOON + minutes(1), BY_NUMBER), (None, NOON + minutes(2), BY_USER_ID))
    )
    assert isinstance(put, ReactionChanged)
    await rig.take(taken_back)
    await rig.take(put)
    assert [each.reaction for each in rig.messages[0].reactions] == [None]
    await rig.take(an_echo("e1", "We look into it", at=NOON + minutes(3)).model_copy(update={"contact": BY_USER_ID}))
    assert rig.conversation.outbound == 1
