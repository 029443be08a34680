"""What WhatsApp's changes become."""

from __future__ import annotations

import json
from typing import Any

from contracts.channel import (
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PayloadUnreadable,
    ReactionChanged,
    ReceiptReceived,
)
from tests.support.channels.accounts import recorded
from tests.support.channels.rig import parsed


def test_whatsapp_edits_point_to_the_first_message_and_statuses_carry_codes() -> None:
    result = parsed("whatsapp", recorded("whatsapp", "mixed.json"))
    text, image, edited, reaction, deleted, broken, status = result.events
    assert isinstance(text, MessageReceived)
    assert text.contact.name == "Kari"
    assert isinstance(image, MessageReceived)
    assert (image.text, image.reply_to, image.attachments[0].external_id) == ("the queue", "wamid.0", "99")
    assert isinstance(edited, MessageEdited)
    assert edited.external_id == "wamid.1"
    assert isinstance(reaction, ReactionChanged)
    assert reaction.reaction is None
    assert deleted.external_id == "wamid.2"
    assert isinstance(broken, PayloadUnreadable)
    assert broken.reason == "bad_time"
    assert isinstance(status, ReceiptReceived)
    assert (status.status, status.error_code) == ("failed", "131047")
    assert result.ignored == {"account_update": 1}


def _echo(kind: str, **content: Any) -> bytes:
    item = {"from": "31", "to": "31600000003", "id": f"wamid.{kind}", "timestamp": "1767200000", "type": kind}
    value = {"metadata": {"phone_number_id": "31"}, "message_echoes": [{**item, kind: content}]}
    entry = {"id": "waba", "changes": [{"field": "smb_message_echoes", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def test_what_the_brand_changes_of_its_own_message_in_the_app_is_told_of_its_receiver() -> None:
    words = {"type": "text", "text": {"body": "at gate 7"}}
    edit = parsed("whatsapp", _echo("edit", original_message_id="wamid.1", message=words))
    revoke = parsed("whatsapp", _echo("revoke", original_message_id="wamid.1"))
    (edited,), (deleted,) = edit.events, revoke.events
    assert isinstance(edited, MessageEdited)
    assert (edited.external_id, edited.text, edited.contact.external_id) == ("wamid.1", "at gate 7", "31600000003")
    assert isinstance(deleted, MessageDeleted)
    assert (deleted.external_id, deleted.contact.external_id) == ("wamid.1", "31600000003")
    reaction = parsed("whatsapp", _echo("reaction", message_id="wamid.1", emoji="x"))
    assert (reaction.events, reaction.ignored) == ((), {"own_reaction": 1})
