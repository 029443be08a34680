"""Public items: what is refused, and that an event filled in without a second check is as good as a checked one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from channels.generic.canonical_items import to_event
from contracts.channel import PayloadUnreadable
from contracts.http.ingest_reading import read_item
from tests.support.channels.rig import NOW, kinds, parsed

BASE: dict[str, Any] = {"external_id": "m1", "contact": {"external_id": "c1"}, "at": "2026-01-01T10:00:00+01:00"}
FILE = {"kind": "image", "url": "https://pics.example.org/a"}
ITEMS: list[dict[str, Any]] = [
    {**BASE, "kind": "message", "text": "hello", "attachments": [FILE], "attributes": {"a": "b"}},
    {**BASE, "kind": "edit", "text": "hello you", "revision": 1},
    {**BASE, "kind": "delete"},
    {**BASE, "kind": "reaction", "reaction": "👍"},
    {**BASE, "kind": "receipt", "status": "read", "watermark": "2026-01-01T10:00:00Z"},
    {**BASE, "kind": "echo", "text": "hi"},
    {"external_id": "s1", "at": BASE["at"], "kind": "conversion", "amount_minor": 1250, "currency": "EUR"},
    {
        "external_id": "r1",
        "at": BASE["at"],
        "kind": "conversion",
        "amount_minor": -50,
        "currency": "EUR",
        "corrects": "s1",
    },
]


def a_conversion(external_id: str, amount: int, **more: Any) -> Any:
    fields = {"external_id": external_id, "at": BASE["at"], "kind": "conversion", "amount_minor": amount}
    return to_event(read_item({**fields, "currency": "EUR", **more}), "northwind", "northwind_web", NOW)


def test_a_refund_names_its_sale_and_follows_it_in_one_partition() -> None:
    sale, refund = a_conversion("s1", 1250), a_conversion("r1", -1250, corrects="s1")
    assert (refund.amount_minor, refund.corrects) == (-1250, "s1")
    assert refund.key == sale.key
    assert refund.id != sale.id


def test_a_refund_may_have_the_id_of_its_sale() -> None:
    sale, refund = a_conversion("s1", 1250), a_conversion("s1", -1250)
    assert refund.corrects == "s1"
    assert refund.id != sale.id


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item["kind"]))
def test_an_event_filled_in_equals_the_one_read_back(item: dict[str, Any]) -> None:
    event = to_event(read_item(item), "northwind", "northwind_web", NOW)
    again = type(event).model_validate_json(event.to_bytes())
    assert again.model_dump() == event.model_dump()
    assert to_event(read_item(item), "northwind", "northwind_web", NOW).id == event.id
    assert to_event(read_item(item), "other", "northwind_web", NOW).id != event.id


def test_the_public_bounds_are_never_wider_than_the_events() -> None:
    widest = {**ITEMS[0], "external_id": "x" * 512, "text": "x" * 20_000, "subject_line": "x" * 998}
    widest |= {"thread": "x" * 512, "reply_to": "x" * 512, "attachments": [FILE] * 100}
    widest["contact"] = {"external_id": "x" * 256, "name": "x" * 256, "handle": "x" * 256, "language": "x" * 35}
    event = to_event(read_item(widest), "b" * 64, "i" * 64, NOW)
    type(event).model_validate_json(event.to_bytes())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"at": "2026-01-01T10:00:00"}, "at"),
        ({"at": 1_700_000_000}, "at"),
        ({"at": "1700000000"}, "at"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "at"),
        ({"external_id": ""}, "external_id"),
        ({"text": "x" * 20_001}, "text"),
        ({"text": 7}, "text"),
        ({"automated": "yes"}, "automated"),
        ({"colour": "red"}, "colour"),
        ({"contact": {"external_id": "c1", "reach": "5"}}, "contact"),
        ({"contact": {"external_id": "c1", "mood": "bad"}}, "contact"),
        ({"contact": None}, "contact"),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_item({**ITEMS[0], **change})
    assert refused.value.errors()[0]["loc"][:2] == ("message", field)


def test_the_same_id_with_another_body_has_another_hash() -> None:
    first, second = (to_event(read_item({**ITEMS[0], "text": text}), "n", "n_web", NOW) for text in ("a", "b"))
    assert first.id == second.id
    assert first.body_hash != second.body_hash


def test_a_signed_webhook_takes_one_item_a_list_or_events() -> None:
    for body in (ITEMS[0], [ITEMS[0]], {"events": [ITEMS[0]]}):
        assert kinds(parsed("generic", json.dumps(body).encode()).events) == ["message_received"]


def test_one_wrong_item_of_a_webhook_costs_only_itself() -> None:
    result = parsed("generic", json.dumps([ITEMS[0], {"kind": "?"}, ITEMS[6], ITEMS[2]]).encode())
    assert kinds(result.events) == [
        "message_received", "payload_unreadable", "payload_unreadable", "message_deleted",
    ]  # fmt: skip
    reasons = [event.reason for event in result.events if isinstance(event, PayloadUnreadable)]
    assert reasons == ["union_tag_invalid", "conversion_not_taken_here"]
