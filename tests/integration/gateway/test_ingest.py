"""POST /v1/events: what is taken, what is refused and how, and that what was taken is in the log."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from contracts.channel import MessageReceived
from tests.integration.gateway.conftest import Client, House, Running, a_message
from tests.support.whole_topic import records_of


async def in_the_log(running: Running, brand: str, topic: str = "channel.events") -> list[Any]:
    """Every record of the brand in a topic, read from its beginning."""

    reading = asyncio.run_coroutine_threadsafe(records_of(running.log, topic), running.loop)
    found = await asyncio.wrap_future(reading)
    return [record for record in found if dict(record.headers)["brand"] == brand.encode()]


async def test_one_event_is_in_the_log_when_its_answer_is_here(house: House, running: Running) -> None:
    answer = await house.poster("POST", "/v1/events", a_message())

    assert answer.status == 202
    [result] = answer.body["results"]
    [record] = await in_the_log(running, house.brand)
    event = MessageReceived.model_validate_json(record.value)
    assert result == {"index": 0, "status": "accepted", "id": event.id}
    assert (event.brand, event.integration, event.text) == (house.brand, house.integration, "Where is my flight?")
    assert record.key == f"{house.brand}/{house.integration}/c1".encode()


async def test_the_same_event_again_has_the_same_id(house: House) -> None:
    first = await house.poster("POST", "/v1/events", a_message())
    second = await house.poster("POST", "/v1/events", [a_message()])

    assert first.body["results"][0]["id"] == second.body["results"][0]["id"]


async def test_each_bad_field_is_named_and_the_other_items_are_accepted(house: House, running: Running) -> None:
    bad = a_message(2, contact={"external_id": 7, "colour": "red"}, text="x" * 20_001, surprise=True)
    answer = await house.poster("POST", "/v1/events", [a_message(1), bad, a_message(3), {"kind": "shout"}])

    assert answer.status == 202
    assert [result["status"] for result in answer.body["results"]] == ["accepted", "rejected", "accepted", "rejected"]
    pointers = {error["pointer"] for error in answer.body["results"][1]["problem"]["errors"]}
    assert pointers == {"/1/contact/external_id", "/1/contact/colour", "/1/text", "/1/surprise"}
    assert [error["pointer"] for error in answer.body["results"][3]["problem"]["errors"]] == ["/3/kind"]
    assert len(await in_the_log(running, house.brand)) == 2


async def test_a_single_wrong_event_is_422_with_the_pointer(house: House, running: Running) -> None:
    answer = await house.poster("POST", "/v1/events", {"kind": "message", "at": "yesterday"})

    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {error["pointer"] for error in answer.body["errors"]} == {"/external_id", "/at", "/contact"}
    assert await in_the_log(running, house.brand) == []


NESTED = ("[" * 40 + "]" * 40).encode()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b'{"kind":"message","kind":"edit"}', "duplicate_key"),
        (NESTED, "too_deep"),
        (b'{"a":' + b"9" * 30 + b"}", "integer_too_big"),
        (b'{"a":NaN}', "not_finite"),
        (b'{"a":1e999}', "not_finite"),
        (b'{"a":"\\u0000"}', "nul"),
        (b'{"a":"\\ud800"}', "lone_surrogate"),
        (b'\xef\xbb\xbf{"a":1}', "bom"),
        (b'{"a":"\xff"}', "invalid_utf8"),
    ],
)
async def test_doubtful_json_is_400_with_its_reason(house: House, raw: bytes, reason: str) -> None:
    answer = await house.poster("POST", "/v1/events", raw=raw)

    assert (answer.status, answer.body["reason"]) == (400, reason)


@pytest.mark.parametrize("raw", [b"7", b'"x"', b"null", b"[]", b"[1]", b"[[]]", b"{}", b"[null]"])
async def test_json_that_is_no_event_is_422(house: House, raw: bytes) -> None:
    answer = await house.poster("POST", "/v1/events", raw=raw)

    assert answer.status == 422
    assert answer.body["errors"]


async def test_more_than_a_thousand_items_are_413_and_nothing_is_taken(house: House, running: Running) -> None:
    answer = await house.poster("POST", "/v1/events", [a_message(number) for number in range(1_001)])

    assert answer.status == 413
    assert await in_the_log(running, house.brand) == []


async def test_a_thousand_items_are_taken(house: House, running: Running) -> None:
    answer = await house.poster("POST", "/v1/events", [a_message(number) for number in range(1_000)])

    assert answer.status == 202
    assert len(await in_the_log(running, house.brand)) == 1_000


async def test_a_body_over_the_limit_is_413_by_its_length_before_it_is_read(house: House) -> None:
    host, port = house.poster.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n"
        b"Authorization: Bearer " + (house.poster.credential or "").encode() + b"\r\n\r\n"
    )
    await writer.drain()

    assert b" 413 " in await asyncio.wait_for(reader.readline(), 30)
    writer.close()


async def test_a_body_over_the_limit_is_413_while_it_is_read(house: House) -> None:
    async def endless() -> Any:
        for _ in range(40):
            yield b" " * 100_000

    async with house.poster.session.post(
        house.poster.url + "/v1/events",
        data=endless(),
        headers=house.poster.headers() | {"Content-Type": "application/json"},
    ) as response:
        assert response.status == 413


async def test_another_media_type_or_a_compressed_body_is_415(house: House) -> None:
    plain = await house.poster("POST", "/v1/events", raw=b"{}", content_type="text/plain")
    packed = await house.poster("POST", "/v1/events", raw=b"{}", content_encoding="br")

    assert (plain.status, packed.status) == (415, 415)


async def test_cloud_events_are_taken_structured_and_in_a_batch(house: House, running: Running) -> None:
    envelope = {
        "specversion": "1.0",
        "id": "e1",
        "source": "/shop",
        "type": "com.example.message",
        "time": "2026-01-31T12:00:00Z",
        "data": {"contact": {"external_id": "c1"}, "text": "Hello"},
    }
    one = await house.poster("POST", "/v1/events", envelope, content_type="application/cloudevents+json")
    many = await house.poster(
        "POST",
        "/v1/events",
        [envelope, envelope | {"specversion": "0.3", "data": 7}, envelope | {"data": {"text": "no contact"}}],
        content_type="application/cloudevents-batch+json; charset=utf-8",
    )

    assert (one.status, many.status) == (202, 202)
    assert one.body["results"][0]["id"] == many.body["results"][0]["id"]
    wrong = [[error["pointer"] for error in each["problem"]["errors"]] for each in many.body["results"][1:]]
    assert wrong == [["/1/specversion", "/1/data"], ["/2/data/contact"]]
    assert json.loads((await in_the_log(running, house.brand))[0].value)["external_id"] == "e1"


async def test_a_conversion_goes_to_its_own_topic(house: House, running: Running) -> None:
    sale = {
        "kind": "conversion",
        "external_id": "s1",
        "at": "2026-01-31T12:00:00Z",
        "amount_minor": 1,
        "currency": "EUR",
    }
    answer = await house.poster("POST", "/v1/events", sale)

    assert answer.status == 202
    assert len(await in_the_log(running, house.brand, "conversion.events")) == 1


async def test_a_person_names_the_integration_and_only_one_of_their_brand(house: House, other_house: House) -> None:
    unnamed = await house.admin("POST", "/v1/events", a_message())
    named = await house.admin("POST", f"/v1/events?integration={house.integration}", a_message())
    foreign = await house.admin("POST", f"/v1/events?integration={other_house.integration}", a_message())
    stolen = await house.poster("POST", f"/v1/events?integration={other_house.integration}", a_message())

    assert (unnamed.status, named.status, foreign.status, stolen.status) == (422, 202, 404, 404)


async def test_without_a_valid_key_it_is_401(anybody: Client, house: House) -> None:
    nothing = await anybody("POST", "/v1/events", a_message())
    key = house.poster.credential or ""
    changed = Client(anybody.session, anybody.url, key[:-1] + ("b" if key[-1] == "a" else "a"))

    assert nothing.status == 401
    assert nothing.headers["www-authenticate"] == "Bearer"
    assert (await changed("POST", "/v1/events", a_message())).status == 401


async def test_a_burst_over_the_quota_is_429_with_a_time_to_come_back(house: House) -> None:
    batch = [a_message(number) for number in range(1_000)]
    statuses = [(await house.poster("POST", "/v1/events", batch)) for _ in range(6)]

    refused = [answer for answer in statuses if answer.status == 429]
    assert refused
    assert int(refused[0].headers["retry-after"]) >= 1
    assert refused[0].headers["ratelimit"].startswith('"integration"')
    assert statuses[0].headers["ratelimit-policy"].startswith('"integration";q=3000')


async def test_what_the_edge_did_is_counted_for_the_integration(house: House) -> None:
    await house.poster("POST", "/v1/events", [a_message(1), {"kind": "message"}])

    stats = (await house.admin("GET", f"/v1/integrations/{house.integration}/stats")).body
    assert (stats["accepted"], stats["rejected"]) == (1, 1)
    assert stats["recent_errors"], "what was wrong with it, by its place"
    assert all(each["source"] == "events" and each["pointer"].startswith("/1") for each in stats["recent_errors"])
    assert stats["quota"]["remaining"] <= stats["quota"]["burst"] == 3_000
    assert stats["last_accepted_at"]
