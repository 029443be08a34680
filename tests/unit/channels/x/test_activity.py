"""What X's account activity becomes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.x.settings import XSettings
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


def a_post(text: str, name: str = "Eva", author: str = "55", **fields: Any) -> dict[str, Any]:
    user = {"id_str": author, "name": name, "screen_name": "eva"}
    return {"created_at": "Thu Nov 26 11:40:00 +0000 2026", "id_str": "9", "text": text, "user": user, **fields}


def of_a_post(post: dict[str, Any]) -> Any:
    body = {"for_user_id": "777", "tweet_create_events": [post]}
    (event,) = parsed("x", json.dumps(body).encode()).events
    return event


def test_a_post_reads_as_it_was_written_in_text_and_name() -> None:
    written = "@brand Q&amp;A says bags &lt;23kg are free. Is 22&gt;20 a problem?"
    post = of_a_post(a_post(written, "Eva &amp; Co"))
    assert post.text == "@brand Q&A says bags <23kg are free. Is 22>20 a problem?"
    assert post.contact.name == "Eva & Co"


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ("&amp;amp; and &amp;lt;b&amp;gt;", "&amp; and &lt;b&gt;"),
        ("?a=1&amp;copy=2", "?a=1&copy=2"),
        ("R&D, Q&A; ?a=1&copy=2 &notit; &", "R&D, Q&A; ?a=1&copy=2 &notit; &"),
        ("say &quot;hi&quot;, it&#39;s &#x27;on&#x27;", "say \"hi\", it's 'on'"),
        ("a&#0;b&#xD800;c", "a\ufffdb\ufffdc"),
    ],
)
def test_entities_are_decoded_once_and_nothing_else_is_touched(sent: str, written: str) -> None:
    assert of_a_post(a_post(sent)).text == written
    assert of_a_post(a_post("", extended_tweet={"full_text": sent})).text == written


def test_the_brands_own_post_comes_back_in_the_words_of_the_reply() -> None:
    echo = of_a_post(a_post("Q&amp;A is here", author="777", in_reply_to_user_id_str="55"))
    assert isinstance(echo, EchoObserved)
    assert echo.text == "Q&A is here"


def test_a_direct_message_and_its_sender_are_decoded_too() -> None:
    body = json.loads(recorded("x", "direct_message.json"))
    event = body["direct_message_events"][0]["message_create"]
    event["message_data"]["text"] = "bags &lt;23kg &amp; more"
    body["users"][event["sender_id"]]["name"] = "Ida &amp; Co"
    (message,) = parsed("x", json.dumps(body).encode()).events
    assert isinstance(message, MessageReceived)
    assert (message.text, message.contact.name) == ("bags <23kg & more", "Ida & Co")
