"""The document, the page, health, dead letters, and errors nobody asked for."""

from __future__ import annotations

import asyncio
import re
import time

import psutil
import pytest

from chassis.messaging import Outgoing
from deploy.stack import Stack
from tests.integration.gateway.conftest import Client, House, Running, a_message
from tests.support.promptness import AT_ONCE_SECONDS


async def test_there_is_one_document_of_everything(anybody: Client) -> None:
    answer = await anybody("GET", "/openapi.json")
    document = answer.body

    assert document["openapi"].startswith("3.1")
    assert {"/v1/events", "/v1/webhooks/{integration}", "/v1/stream", "/v1/me", "/v1/keys"} <= set(document["paths"])
    operations = [each for item in document["paths"].values() for each in item.values() if isinstance(each, dict)]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    assert all("default" in operation["responses"] for operation in operations)


async def test_who_has_the_document_is_told_that_it_is_the_same(anybody: Client) -> None:
    whole = await anybody("GET", "/openapi.json")
    again = await anybody("GET", "/openapi.json", If_None_Match=f'"other", W/{whole.headers["etag"]}')
    assert (again.status, again.raw, again.headers["etag"]) == (304, b"", whole.headers["etag"])
    assert (await anybody("GET", "/openapi.json", If_None_Match='"other"')).raw == whole.raw
    assert (await anybody("GET", "/v1/me", If_None_Match="*")).status == 401


async def test_large_answers_are_compressed_for_who_takes_it_and_the_stream_never_is(house: House) -> None:
    large = await house.admin("GET", "/openapi.json", Accept_Encoding="gzip")
    assert (large.headers["content-encoding"], large.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert large.body["openapi"].startswith("3.1")
    for client, path, taken in ((house.admin, "/openapi.json", "identity"), (house.admin, "/v1/me", "gzip")):
        assert "content-encoding" not in (await client("GET", path, Accept_Encoding=taken)).headers
    headers = {**house.admin.headers(), "Accept-Encoding": "gzip"}
    async with house.admin.session.get(f"{house.admin.url}/v1/stream", headers=headers) as stream:
        assert "content-encoding" not in stream.headers
        assert await stream.content.readline()


async def test_every_reference_of_the_document_leads_somewhere(anybody: Client) -> None:
    document = (await anybody("GET", "/openapi.json")).body

    def references(value: object) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [found for each in value.values() for found in references(each)]
        return [found for each in value for found in references(each)] if isinstance(value, list) else []

    kinds: dict[str, dict[str, object]] = document["components"]
    there = {f"#/components/{kind}/{name}" for kind, entries in kinds.items() for name in entries}
    assert set(references(document)) <= there


async def test_the_reference_loads_from_this_host_alone_and_without_a_credential(anybody: Client) -> None:
    page = await anybody("GET", "/docs")
    loaded = [part.partition(b'"')[0].decode() for part in re.split(rb'(?:src|href)="', page.raw)[1:]]

    assert page.status == 200
    assert len(loaded) == 4
    for path in loaded:
        answer = await anybody("GET", path)
        assert (path[0], answer.status, answer.headers["x-content-type-options"]) == ("/", 200, "nosniff")
    assert b"http" not in page.raw
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"


async def test_the_root_leads_to_the_reference(anybody: Client) -> None:
    assert (await anybody("GET", "/")).raw == (await anybody("GET", "/docs")).raw  # it follows the redirect
    assert (await anybody("GET", "/docs/assets/other.js")).status == 404
    assert (await anybody("GET", "/docs/assets/..%2f..%2fcore.py")).status == 404


async def test_the_type_of_a_problem_leads_to_what_happened_and_what_to_do(anybody: Client) -> None:
    problem = (await anybody("GET", "/v1/nothing/at/all")).body
    page = await anybody("GET", problem["type"])

    assert page.headers["content-type"].startswith("text/html")
    assert b"<h2>What to do</h2>" in page.raw
    listed = re.findall(rb'href="(/docs/errors/[a-z_]+)"', (await anybody("GET", "/docs/errors")).raw)
    assert problem["type"].encode() in listed
    assert {(await anybody("GET", each.decode())).status for each in listed} == {200}
    assert (await anybody("GET", "/docs/errors/other")).status == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/v1/events", 405),
        ("DELETE", "/v1/brands", 405),
        ("POST", "/v1/stream", 405),
        ("GET", "/nothing", 404),
        ("GET", "/v1/people/a%2Fb", 404),
        ("GET", "/v1/people?limit=0", 422),
    ],
)
async def test_every_error_is_problem_details(house: House, method: str, path: str, status: int) -> None:
    answer = await house.admin(method, path)

    assert (answer.status, answer.body["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_it_is_ready_and_says_so(anybody: Client) -> None:
    async with asyncio.timeout(20):  # it joins the group of the surge places meanwhile
        while (ready := await anybody("GET", "/health/ready")).status != 200:  # noqa: ASYNC110 - HTTP tells no event
            await asyncio.sleep(0.1)
    checks = dict.fromkeys(("mongodb", "publisher", "clocks", "crisis.events"), "ok")
    assert ready.body == {"ready": True, "checks": checks, "background": {}}
    assert (await anybody("GET", "/health/live")).status == 200
    assert (await anybody("GET", "/metrics")).status == 200


async def test_a_dead_letter_is_listed_shown_and_replayed_once_by_its_brand_only(
    house: House, other_house: House, running: Running
) -> None:
    headers = (
        ("ce_type", b"channel.message_received.v1"),
        ("ce_id", b"e1"),
        ("brand", house.brand.encode()),
        ("muster-origin-topic", b"channel.events"),
        ("muster-origin-partition", b"0"),
        ("muster-origin-offset", b"5"),
        ("muster-reason", b"handler_error"),
        ("muster-attempts", b"3"),
        ("muster-first-failed-at", b"1767225600000"),
        ("muster-service", b"inbox"),
    )
    letter = Outgoing("channel.events.dead.inbox", b"k", b'{"text":"Hello"}', headers, 0)
    asyncio.run_coroutine_threadsafe(running.publisher.send([letter]), running.loop).result(10)

    listed = await house.admin("GET", "/v1/dead-letters?group=inbox")
    [found] = listed.body["items"]
    shown = await house.admin("GET", f"/v1/dead-letters/{found['id']}")
    foreign = await other_house.admin("GET", f"/v1/dead-letters/{found['id']}")
    unknown = await other_house.admin("GET", "/v1/dead-letters/inbox~channel.events~0~999999")
    replays = [await house.admin("POST", f"/v1/dead-letters/{found['id']}/replay") for _ in range(2)]

    assert (found["reason"], found["event_id"]) == ("handler_error", "e1")
    assert shown.body["value"] == {"text": "Hello"}
    assert (await other_house.admin("GET", "/v1/dead-letters")).body["items"] == []
    assert (foreign.status, foreign.raw) == (404, unknown.raw)
    assert [answer.body["replayed"] for answer in replays] == [True, False]


async def test_while_the_log_is_away_it_is_503_within_a_second_and_recovers_by_itself(
    anybody: Client, house: House, stack: Stack
) -> None:
    assert stack.kafka is not None, "this test stops the Kafka it started; unset MUSTER_KAFKA"
    await house.poster("POST", "/v1/events", a_message(1))
    brokers = [psutil.Process(child.pid) for child in stack.kafka.children]
    for broker in brokers:
        broker.suspend()
    try:
        began = time.monotonic()
        refused = await house.poster("POST", "/v1/events", a_message(2))
        took = time.monotonic() - began
        ready = await anybody("GET", "/health/ready")
    finally:
        for broker in brokers:
            broker.resume()

    assert (refused.status, ready.status) == (503, 503)
    assert int(refused.headers["retry-after"]) >= 1
    assert took < AT_ONCE_SECONDS
    async with asyncio.timeout(30):
        while (await house.poster("POST", "/v1/events", a_message(2))).status != 202:
            pass
