"""What WhatsApp's changes become."""

from __future__ import annotations

from contracts.channel import (
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
