"""What a payload of Messenger or Instagram becomes, item by item."""

from __future__ import annotations

import base64
import json

from channels.meta.settings import MetaSettings
from contracts.channel import (
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PayloadUnreadable,
)
from tests.support.channels.accounts import recorded
from tests.support.channels.rig import kinds, parsed


def test_each_item_of_a_messenger_batch_stands_alone() -> None:
    result = parsed("messenger", recorded("messenger", "batch.json"))
    assert kinds(result.events) == [
        "message_received", "echo_observed", "message_edited", "reaction_changed", "receipt_received",
        "receipt_received", "receipt_received", "payload_unreadable", "message_received",
    ]  # fmt: skip
    assert result.ignored == {"optin": 1}
    first, edited, broken, comment = result.events[0], result.events[2], result.events[7], result.events[8]
    assert first.contact.external_id == "4200000000000000001"
    assert isinstance(edited, MessageEdited)
    assert (edited.external_id, edited.revision) == ("m.1", 2)
    assert isinstance(comment, MessageReceived)
    assert (comment.visibility, comment.thread) == ("public", "p")
    assert isinstance(broken, PayloadUnreadable)
    assert broken.reason == "missing_field"


def test_an_unreadable_item_is_kept_so_that_it_can_be_parsed_again() -> None:
    broken = parsed("messenger", recorded("messenger", "batch.json")).events[7]
    assert isinstance(broken, PayloadUnreadable)
    (again,) = parsed("messenger", base64.b64decode(broken.payload_base64)).events
    assert isinstance(again, PayloadUnreadable)
    assert (again.reason, again.id) == (broken.reason, broken.id)


def test_instagram_tells_an_unsent_message_and_a_comment() -> None:
    deleted, comment = parsed("instagram", recorded("instagram", "unsend_and_comment.json")).events
    assert isinstance(deleted, MessageDeleted)
    assert isinstance(comment, MessageReceived)
    assert (comment.thread, comment.contact.handle) == ("med1", "bo")


def test_broken_characters_in_one_message_cost_neither_it_nor_the_batch() -> None:
    raw = recorded("messenger", "batch.json").replace(b"Is my flight going?", b"Is my \\ud800 flight \\u0000 going?")
    first = parsed("messenger", raw).events[0]
    assert isinstance(first, MessageReceived)
    assert first.text == "Is my � flight � going?"
    assert first.to_bytes()


def test_events_of_another_account_are_left_aside() -> None:
    other = parsed("messenger", recorded("messenger", "batch.json"), MetaSettings(account_id="7"))
    assert (other.events, other.ignored) == ((), {"other_account": 1})


def test_edits_without_a_number_are_told_apart_by_their_time() -> None:
    def an_edit(at: int) -> str:
        item = {"sender": {"id": "4"}, "timestamp": at, "message_edit": {"mid": "m.1", "text": "A"}}
        body = {"object": "page", "entry": [{"id": "61", "messaging": [item]}]}
        (event,) = parsed("messenger", json.dumps(body).encode()).events
        return event.id

    assert an_edit(1_795_693_000_000) == an_edit(1_795_693_000_000)
    assert an_edit(1_795_693_000_000) != an_edit(1_795_693_000_500)
