"""What of a payload is wrong is named by its path in the body that was posted, and never by its value."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels.email.channel import EmailSettings
from contracts.channel import FIELD_LIMIT, PayloadUnreadable
from tests.support.channels.rig import parsed

SECRET = "what a person wrote"
GOOD = {"sender": {"id": "7"}, "recipient": {"id": "61"}, "timestamp": 1700000000000, "message": {"mid": "m1"}}
TEXT = {"from": "31600000000", "id": "w1", "timestamp": "1700000000", "type": "text", "text": {"body": "hello"}}
POST = {"id_str": "1", "timestamp_ms": "1700000000000", "user": {"id_str": "5"}, "text": "hello"}


def _page(*items: Any, **entry: Any) -> Any:
    inner = {"messaging": list(items)} if items else {}
    return {"object": "page", "entry": [{"id": "61", "time": 1700000000, **inner, **entry}]}


def _phone(name: str, item: Any, **value: Any) -> Any:
    whole = {"metadata": {"phone_number_id": "9"}, name: [TEXT, item] if name == "messages" else [item], **value}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": whole}]}],
    }


def _account(key: str, item: Any) -> Any:
    return {"for_user_id": "9", "tweet_create_events": [POST], key: item}


CASES: list[tuple[str, Any, str | None, str]] = [
    ("messenger", _page(GOOD, {**GOOD, "timestamp": SECRET}), "entry/0/messaging/1/timestamp", "bad_time"),
    ("messenger", _page({**GOOD, "sender": {"id": {"x": SECRET}}}), "entry/0/messaging/0/sender/id", "wrong_type"),
    ("messenger", _page({**GOOD, "message": {}}), "entry/0/messaging/0/message/mid", "missing_field"),
    ("messenger", _page({**GOOD, "message": SECRET}), "entry/0/messaging/0/message", "wrong_type"),
    ("messenger", _page(GOOD, SECRET), "entry/0/messaging/1", "wrong_type"),
    ("messenger", _page({"sender": {"id": "7"}, SECRET: 1}), "entry/0/messaging/0", "unknown_kind"),
    (
        "messenger",
        _page({"sender": {"id": "7"}, "delivery": {"watermark": "1700000000", "mids": ["m1", ""]}}),
        "entry/0/messaging/0/delivery/mids/1",
        "bad_id",
    ),
    (
        "messenger",
        _page(changes=[{"field": "feed", "value": {"item": "comment"}}]),
        "entry/0/changes/0/value/sender_id",
        "missing_field",
    ),
    ("messenger", {"object": "page", "entry": [{"id": ""}]}, "entry/0/id", "bad_id"),
    ("messenger", {"object": SECRET, "entry": []}, "object", "wrong_object"),
    ("messenger", {"object": "page"}, "entry", "missing_field"),
    ("messenger", [SECRET], None, "wrong_type"),
    (
        "whatsapp",
        _phone("messages", {**TEXT, "timestamp": SECRET}),
        "entry/0/changes/0/value/messages/1/timestamp",
        "bad_time",
    ),
    (
        "whatsapp",
        _phone("messages", {**TEXT, "type": "image", "image": SECRET}),
        "entry/0/changes/0/value/messages/1/image",
        "wrong_type",
    ),
    (
        "whatsapp",
        _phone("statuses", {"id": "w1", "timestamp": "1700000000", "status": SECRET, "recipient_id": "3"}),
        "entry/0/changes/0/value/statuses/0/status",
        "unknown_kind",
    ),
    (
        "whatsapp",
        _phone("statuses", {"id": "w1", "timestamp": "1700000000", "status": "sent"}, contacts=[1]),
        "entry/0/changes/0/value/contacts/0",
        "wrong_type",
    ),
    (
        "x",
        _account("tweet_create_events", [POST, {**POST, "id_str": "1e9"}]),
        "tweet_create_events/1/id_str",
        "id_lost_digits",
    ),
    (
        "x",
        _account("favorite_events", [{"user": {"id_str": "5"}}]),
        "favorite_events/0/favorited_status",
        "missing_field",
    ),
    ("x", _account("tweet_delete_events", SECRET), "tweet_delete_events", "wrong_type"),
    (
        "x",
        _account("tweet_create_events", [{**POST, "timestamp_ms": None, "created_at": SECRET}]),
        "tweet_create_events/0/created_at",
        "bad_time",
    ),
    ("x", {"tweet_create_events": [POST]}, "for_user_id", "missing_field"),
    ("generic", [{"kind": "message"}], "0/external_id", "missing"),
    ("generic", {"kind": SECRET}, "kind", "union_tag_invalid"),
    ("generic", {"events": [SECRET]}, "events/0", "model_attributes_type"),
]


@pytest.mark.parametrize(("channel", "body", "field", "reason"), CASES)
def test_the_record_names_the_field(channel: str, body: Any, field: str | None, reason: str) -> None:
    events = parsed(channel, json.dumps(body).encode()).events
    [record] = [event for event in events if isinstance(event, PayloadUnreadable)]
    assert (record.field, record.reason) == (field, reason)
    assert SECRET not in (record.field or "")


def test_mail_names_the_header_field() -> None:
    settings = EmailSettings(address="service@brand.example", smtp_host="smtp.brand.example")
    for raw, field in [
        (b"Subject: hello\r\nTo: service@brand.example\r\n\r\nhello", "From"),
        (b"From: service@brand.example\r\n\r\nhello", "To"),
    ]:
        [record] = parsed("email", raw, settings).events
        assert isinstance(record, PayloadUnreadable)
        assert record.field == field


def test_a_path_is_bounded() -> None:
    [record] = parsed("generic", json.dumps({"kind": "message", "x" * 1000: 1}).encode()).events
    assert isinstance(record, PayloadUnreadable)
    assert len(record.field or "") <= FIELD_LIMIT


def test_a_thousand_broken_items_are_named_one_by_one() -> None:
    broken = [{**GOOD, "timestamp": SECRET} for _ in range(1000)]
    records = parsed("messenger", json.dumps(_page(*broken)).encode()).events
    fields = [record.field for record in records if isinstance(record, PayloadUnreadable)]
    assert fields == [f"entry/0/messaging/{number}/timestamp" for number in range(1000)]
