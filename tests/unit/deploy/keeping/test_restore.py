"""What is sent again is known again where it was counted, and is new where it was not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.messaging.headers import origin
from chassis.messaging.ports import Position
from deploy.keeping.installation import of_brand
from deploy.keeping.log_parts import newest_of
from deploy.keeping.manifest import Manifest
from deploy.keeping.restore import _record

SENT = Position("channel.events", 3, 0)
COUNTED_TO_7 = Manifest(
    id="b1", taken_at=datetime(2026, 3, 2, tzinfo=UTC), brand=None, seal_mark="m", counted={3: 7}, counted_bulk={3: 2}
)


def a_record(offset: int, partition: int = 3) -> dict[str, Any]:
    return {"partition": partition, "offset": offset, "key": b"k", "value": b"v", "headers": [["brand", b"klm"]]}


@pytest.mark.parametrize(
    ("topic", "record", "goes_to", "place"),
    [
        ("channel.events", a_record(6), "channel.events.retry.inbox", Position("channel.events", 3, 6)),
        ("channel.events", a_record(7), "channel.events", SENT),
        ("channel.events", a_record(6, partition=4), "channel.events", SENT),
        ("inbox.events", a_record(6), "inbox.events", SENT),
        ("channel.events.bulk", a_record(1), "channel.events.bulk.retry.inbox", Position("channel.events.bulk", 3, 1)),
        ("channel.events.bulk", a_record(6), "channel.events.bulk", SENT),
    ],
)
def test_a_record_that_the_inbox_has_counted_comes_back_and_says_where_it_stood(
    topic: str, record: dict[str, Any], goes_to: str, place: Position
) -> None:
    sent = _record(topic, record, COUNTED_TO_7)
    assert (sent.topic, sent.key, sent.value, sent.partition) == (goes_to, b"k", b"v", record["partition"])
    assert sent.headers[0] == ("brand", b"klm")
    assert origin(sent.headers, SENT) == place


def test_of_a_compacted_topic_the_newest_of_each_key_is_kept_and_what_was_removed_is_not() -> None:
    first, second = {"key": b"a", "value": b"1"}, {"key": b"b", "value": b"1"}
    third, gone = {"key": b"a", "value": b"2"}, {"key": b"b", "value": None}
    assert newest_of([first, second, third, gone]) == [third]


def test_the_documents_of_a_brand_are_asked_for_by_what_names_it() -> None:
    assert of_brand("messages", None) == {}
    assert of_brand("messages", "klm") == {"brand": "klm"}
    assert of_brand("registry", "klm") == {"brand": "*", "id": "klm"}
    assert of_brand("outbox", "klm") == {"records.headers": {"$elemMatch": {"name": "brand", "value": b"klm"}}}
