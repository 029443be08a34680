"""What X's account activity becomes."""

from __future__ import annotations

from datetime import UTC, datetime

from channels.x.channel import XSettings
from contracts.channel import (
    EchoObserved,
    MessageDeleted,
    MessageReceived,
    PayloadUnreadable,
    ReactionChanged,
)
from tests.support.channels.accounts import recorded
from tests.support.channels.rig import kinds, parsed


def test_posts_echoes_likes_and_deletions_of_x_are_told_apart() -> None:
    result = parsed("x", recorded("x", "post_and_like.json"))
    assert kinds(result.events) == [
        "message_received", "echo_observed", "payload_unreadable", "message_deleted", "reaction_changed",
    ]  # fmt: skip
    post, echo, broken, deleted, like = result.events
    assert isinstance(post, MessageReceived)
    assert post.external_id == "1830000000000000012"
    assert post.text.endswith("when we fly again")
    assert post.at == datetime(2010, 4, 15, 7, 30, tzinfo=UTC)
    assert (post.contact.reach, post.visibility, post.subject) == (412, "public", "northwind_x/900")
    assert post.attachments[0].kind == "image"
    assert isinstance(echo, EchoObserved)
    assert echo.contact.external_id == "900"
    assert isinstance(broken, PayloadUnreadable)
    assert broken.reason == "id_lost_digits"
    assert isinstance(deleted, MessageDeleted)
    assert isinstance(like, ReactionChanged)
    assert result.ignored == {"follow": 2}


def test_a_direct_message_on_x_is_private_and_named() -> None:
    (message,) = parsed("x", recorded("x", "direct_message.json")).events
    assert isinstance(message, MessageReceived)
    assert (message.visibility, message.contact.handle, message.thread) == ("private", "ida_k", None)


def test_events_of_another_account_are_left_aside() -> None:
    assert parsed("x", recorded("x", "direct_message.json"), XSettings(user_id="7")).ignored == {"other_account": 1}
