"""Edits, deletions and reactions: whatever order they come in, the newest by the platform's time stands."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest

from contracts.channel import MessageEdited, ReactionChanged
from contracts.inbox import MessageChanged
from tests.support.channels.rig import parsed
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_deletion, a_message, a_reaction, an_edit
from tests.unit.inbox.application.rig import Rig

ORDERS = list(itertools.permutations(range(3)))


def edit_at(minute: int, text: str, revision: int = 0) -> MessageEdited:
    edit = an_edit("1", text, revision, at=NOON + minutes(minute))
    return edit.model_copy(update={"id": f"edit {minute} {text}"})


def reaction_at(minute: int, reaction: str | None, contact: str = "jan") -> ReactionChanged:
    said = a_reaction("1", reaction, at=NOON + minutes(minute), contact=contact)
    return said.model_copy(update={"id": f"reaction {minute} {reaction} {contact}"})


def text(rig: Rig) -> str:
    (message,) = rig.messages
    return message.text


def shown(rig: Rig) -> list[str]:
    (message,) = rig.messages
    return [each.reaction for each in message.reactions if each.reaction is not None]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("is_early", [True, False])
@pytest.mark.parametrize("is_one_batch", [True, False])
async def test_of_edits_in_any_order_the_newest_stands(
    rig: Rig, order: tuple[int, ...], is_early: bool, is_one_batch: bool
) -> None:
    edits = [edit_at(1, "A"), edit_at(2, "B"), edit_at(3, "A")]
    swapped = [edits[each] for each in order]
    events = [*swapped, a_message()] if is_early else [a_message(), *swapped]
    for batch in [events] if is_one_batch else [[each] for each in events]:
        await rig.take(*batch)
    assert (text(rig), rig.messages[0].edited_at) == ("A", NOON + minutes(3))
    (record,) = rig.store.stored.values()
    assert record.summary.preview == "A"


async def test_the_time_decides_before_the_revision_and_the_revision_where_times_are_equal(rig: Rig) -> None:
    await rig.take(a_message(), edit_at(1, "counted", 7), edit_at(2, "not counted"))
    assert text(rig) == "not counted"
    await rig.take(edit_at(2, "second", 2), edit_at(2, "first", 1))
    assert text(rig) == "second"


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("is_early", [True, False])
async def test_a_withdrawn_message_stays_withdrawn(rig: Rig, order: tuple[int, ...], is_early: bool) -> None:
    changes: list[Any] = [edit_at(1, "A"), a_deletion("1", at=NOON + minutes(2)), edit_at(3, "B")]
    swapped = [changes[each] for each in order]
    for event in [*swapped, a_message()] if is_early else [a_message(), *swapped]:
        await rig.take(event)
    assert [(each.state, each.text) for each in rig.messages] == [("deleted", "")]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("is_early", [True, False])
@pytest.mark.parametrize("is_one_batch", [True, False])
@pytest.mark.parametrize(
    ("said", "kept"), [(["+1", "heart", None], []), (["+1", None, "heart"], ["heart"]), ([None, "+1", "+1"], ["+1"])]
)
async def test_of_reactions_in_any_order_the_newest_stands(
    rig: Rig, order: tuple[int, ...], is_early: bool, is_one_batch: bool, said: list[str | None], kept: list[str]
) -> None:
    reactions = [reaction_at(minute, each) for minute, each in enumerate(said)]
    swapped = [reactions[each] for each in order]
    events = [*swapped, a_message()] if is_early else [a_message(), *swapped]
    for batch in [events] if is_one_batch else [[each] for each in events]:
        await rig.take(*batch)
    assert shown(rig) == kept


async def test_in_one_second_the_withdrawal_counts_and_each_contact_has_a_word_of_their_own(rig: Rig) -> None:
    await rig.take(a_message(), reaction_at(1, None), reaction_at(1, "+1"), reaction_at(0, "heart", "eva"))
    assert shown(rig) == ["heart"]


async def test_a_redelivery_of_swapped_changes_changes_nothing_and_says_the_same(rig: Rig) -> None:
    batch: list[Any] = [a_message(), edit_at(2, "B"), edit_at(1, "A"), reaction_at(2, None), reaction_at(1, "+1")]
    first = await rig.take(*batch, at=0)
    before = rig.messages
    assert await rig.take(*batch, at=0) == first
    assert (rig.messages, len([each for each in first if isinstance(each, MessageChanged)])) == (before, 1)


def whatsapp(kind: str, second: int, **content: Any) -> bytes:
    at = str(int((NOON + timedelta(seconds=second)).timestamp()))
    message = {"from": "31600000003", "id": f"wamid.{kind}{second}", "timestamp": at, "type": kind, kind: content}
    value = {"metadata": {"phone_number_id": "31"}, "contacts": [{"wa_id": "31600000003"}], "messages": [message]}
    entry = {"id": "waba", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def an_edit_of_whatsapp(second: int, words: str) -> bytes:
    inside = {"type": "text", "text": {"body": words}}
    return whatsapp("edit", second, original_message_id="wamid.text0", message=inside)


async def test_whatsapps_edits_and_reactions_may_come_swapped(rig: Rig) -> None:
    payloads = [
        whatsapp("text", 0, body="first text, is it late?"),
        an_edit_of_whatsapp(7, "NEWEST text, is it late?"),
        an_edit_of_whatsapp(4, "OLDER edit, is it late?"),
        whatsapp("reaction", 12, message_id="wamid.text0"),
        whatsapp("reaction", 10, message_id="wamid.text0", emoji="👍"),
    ]
    for payload in payloads:
        (event,) = parsed("whatsapp", payload).events
        await rig.take(event.model_copy(update={"brand": BRAND}))
    assert (text(rig), shown(rig)) == ("NEWEST text, is it late?", [])
