"""What each platform's payload becomes, that a repeat gives the same ids, and that no bytes ever raise."""

from __future__ import annotations

import base64
import json
import random
from datetime import UTC, datetime

import pytest

from channels.email.channel import EmailSettings
from channels.meta.channel import MetaSettings
from channels.registry import all_channels
from channels.x.channel import XSettings
from contracts.channel import (
    EchoObserved,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PayloadUnreadable,
    ReactionChanged,
    ReceiptReceived,
)
from tests.unit.channels.rig import PAYLOADS, kinds, parsed, recorded

RECORDED = sorted(path for path in PAYLOADS.rglob("*") if path.is_file())


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
    other = parsed("messenger", recorded("messenger", "batch.json"), MetaSettings(account_id="7"))
    assert (other.events, other.ignored) == ((), {"other_account": 1})


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


def test_mail_is_decoded_threaded_and_its_files_named() -> None:
    (mail,) = parsed("email", recorded("email", "nested.eml")).events
    assert isinstance(mail, MessageReceived)
    assert mail.text == "Når går flyet?"
    assert (mail.contact.external_id, mail.contact.name) == ("bjorn@example.org", "Bjørn Dahl")
    assert (mail.subject_line, mail.thread, mail.reply_to) == (
        "Forsinket fly å nei",
        "root@example.org",
        "b1@northwind.example",
    )
    assert [file.name for file in mail.attachments] == ["ticket.pdf"]
    assert not mail.automated


def test_an_automatic_answer_is_flagged_and_html_becomes_text() -> None:
    (mail,) = parsed("email", recorded("email", "away.eml")).events
    assert isinstance(mail, MessageReceived)
    assert mail.automated
    assert mail.text == "I am away\n\nuntil May".replace("\n\n", "\n")


def test_mail_from_the_brands_own_address_is_an_echo() -> None:
    settings = EmailSettings(address="ida@example.org", smtp_host="mail.example.org")
    (echo,) = parsed("email", recorded("email", "away.eml"), settings).events
    assert isinstance(echo, EchoObserved)
    assert echo.contact.external_id == "care@northwind.example"


def test_a_mail_over_the_limit_or_of_too_many_parts_is_kept_unreadable() -> None:
    settings = EmailSettings(address="a@b.example", smtp_host="mail.example.org", max_mail_bytes=1024)
    big = recorded("email", "away.eml") + b"x" * 1024
    for raw, given, reason in [
        (big, settings, "too_large"),
        (b"From: a@b.example\n" + b"boundary" * 101, None, "too_many_parts"),
    ]:  # noqa: E501
        (kept,) = parsed("email", raw, given).events
        assert isinstance(kept, PayloadUnreadable)
        assert kept.reason == reason


def test_broken_characters_in_one_message_cost_neither_it_nor_the_batch() -> None:
    raw = recorded("messenger", "batch.json").replace(b"Is my flight going?", b"Is my \\ud800 flight \\u0000 going?")
    first = parsed("messenger", raw).events[0]
    assert isinstance(first, MessageReceived)
    assert first.text == "Is my � flight � going?"
    assert first.to_bytes()


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_a_payload_told_again_in_another_envelope_gives_the_same_ids_and_hashes(path: object) -> None:
    name = path.parent.name  # type: ignore[attr-defined]  # a Path
    raw = path.read_bytes()  # type: ignore[attr-defined]  # as above
    again = json.dumps(json.loads(raw), indent=3).encode() if name != "email" else b"X-Try: 2\r\n" + raw
    readable = [
        [(e.id, e.body_hash) for e in parsed(name, body).events if not isinstance(e, PayloadUnreadable)]
        for body in (raw, again)
    ]
    assert readable[0] == readable[1]
    assert readable[0]


def _mutated(raw: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    body = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body))
        what = chance.randrange(3)
        if what == 0:
            body[at] = chance.randrange(256)
        elif what == 1:
            del body[at : at + chance.randint(1, 40)]
        else:
            body[at:at] = chance.choice([b"null", b"{}", b"[]", b'"', b"\\ud800", b"1e9", b"\x00", b"-1", b"\r\n\r\n"])
        body = body or bytearray(b"{}")
    return bytes(body)


def _swapped(value: object, chance: random.Random) -> object:
    """The same JSON with one in twelve values replaced by something of another type."""
    if chance.random() < 1 / 12:
        return chance.choice([None, [], {}, "", "x" * 3000, 7, -1.5, True, [[]], {"id": {}}, "9" * 400, "\ud800"])
    if isinstance(value, dict):
        return {key: _swapped(inner, chance) for key, inner in value.items()}
    return [_swapped(inner, chance) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_no_mutation_of_a_payload_ever_raises(path: object) -> None:
    name, raw = path.parent.name, path.read_bytes()  # type: ignore[attr-defined]  # a Path
    for seed in range(100):
        variants = [_mutated(raw, seed)]
        if name != "email":
            variants.append(json.dumps(_swapped(json.loads(raw), random.Random(seed))).encode())
        for body in variants:
            for event in parsed(name, body).events:
                assert event.to_bytes()


@pytest.mark.parametrize("name", sorted(all_channels()))
def test_bytes_that_are_no_payload_are_kept_with_a_reason(name: str) -> None:
    for raw in (b"", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"object":"page","entry":7}', b"\x00" * 100):
        result = parsed(name, raw)
        assert result.events or raw == b"[]"
        assert all(isinstance(event, PayloadUnreadable) and event.reason for event in result.events)
