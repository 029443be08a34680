"""The stream: only the brand's own, only what the scopes see, resumed without a gap and without a double."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from prometheus_client import REGISTRY
from pymongo import MongoClient

from contracts.crisis import SignalCleared
from contracts.inbox import EventAccounted
from gateway.domain.position import encode
from tests.integration.gateway.conftest import Client, House, Running, a_member, now
from tests.support.promptness import AT_ONCE_SECONDS


def an_event(house: House, number: int) -> EventAccounted:
    return EventAccounted(
        id=f"{house.brand}-{number}",
        brand=house.brand,
        subject=f"c{number % 7}",
        at=now(),
        outcome="duplicate",
        integration=house.integration,
        channel="generic",
    )


def a_signal(house: House, number: int) -> SignalCleared:
    return SignalCleared(
        id=f"{house.brand}-s{number}",
        brand=house.brand,
        subject="signal",
        at=now(),
        episode="e",
        peak=1,
        lasted_seconds=1,
    )


class Read:
    """Reads one open stream event by event; comments are left out."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.last_id: str | None = None

    async def next(self, seconds: float = 30) -> dict[str, Any]:
        async with asyncio.timeout(seconds):
            fields: dict[str, Any] = {}
            while True:
                line = (await self.response.content.readline()).decode()
                if not line:
                    raise EOFError
                if line == "\n":
                    if "data" in fields:
                        return fields
                    fields = {}
                    continue
                name, _, value = line.rstrip("\n").partition(": ")
                if name == "id":
                    self.last_id = value
                if name:
                    fields[name] = json.loads(value) if name == "data" else value

    async def ids(self, count: int) -> list[str]:
        return [(await self.next())["data"]["id"] for _ in range(count)]


@contextlib.asynccontextmanager
async def opened(client: Client, query: str = "", last: str | None = None) -> AsyncIterator[Read]:
    headers = client.headers() | ({"Last-Event-ID": last} if last else {})
    async with client.session.get(client.url + "/v1/stream" + query, headers=headers) as response:
        assert response.status == 200, await response.text()
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Read(response)


async def test_a_stream_shows_what_happens_in_its_brand_only(
    house: House, other_house: House, running: Running
) -> None:
    async with opened(house.admin) as stream:
        assert (await stream.next())["event"] == "ready"
        running.publish(an_event(other_house, 1), an_event(house, 2))

        event = await stream.next()

    assert event["event"] == "inbox.event_accounted.v1"
    assert event["data"]["id"] == f"{house.brand}-2"


async def test_a_stream_resumes_without_a_gap_and_without_a_double(house: House, running: Running) -> None:
    everything = [an_event(house, number) for number in range(300)]
    async with opened(house.admin) as stream:
        await stream.next()
        running.publish(*everything[:50])
        seen = await stream.ids(20)
        last = stream.last_id
    running.publish(*everything[50:200])
    async with opened(house.admin, last=last) as stream:
        publishing = asyncio.create_task(asyncio.to_thread(running.publish, *everything[200:]))
        seen += await stream.ids(280)
        await publishing

    assert len(seen) == len(set(seen))
    assert set(seen) == {event.id for event in everything}


async def test_a_stream_that_saw_nothing_resumes_from_its_first_word(house: House, running: Running) -> None:
    async with opened(house.admin) as stream:
        await stream.next()
        last = stream.last_id
    running.publish(an_event(house, 1))

    async with opened(house.admin, last=last) as stream:
        assert await stream.ids(1) == [f"{house.brand}-1"]


async def test_a_heartbeat_moves_the_position_on(house: House, other_house: House, running: Running) -> None:
    async with opened(house.admin) as stream:
        await stream.next()
        first = stream.last_id
        running.publish(an_event(other_house, 1))
        with contextlib.suppress(TimeoutError):
            await stream.next(seconds=2)

    assert stream.last_id != first


async def test_filters_leave_out_other_types_and_other_conversations(house: House, running: Running) -> None:
    async with opened(house.admin, "?types=crisis.*") as crisis, opened(house.admin, "?conversation=c3") as one:
        await crisis.next()
        await one.next()
        running.publish(*[an_event(house, number) for number in range(4)], a_signal(house, 1))

        assert await crisis.ids(1) == [f"{house.brand}-s1"]
        assert await one.ids(1) == [f"{house.brand}-3"]


async def test_a_stream_shows_only_what_the_scopes_see(house: House, running: Running) -> None:
    volunteer = await a_member(house, "vol", "volunteer")
    async with opened(volunteer) as stream:
        await stream.next()
        running.publish(an_event(house, 1))
        running.publish(a_signal(house, 2))

        assert await stream.ids(1) == [f"{house.brand}-s2"]


async def test_a_stream_ends_with_its_credential(house: House, running: Running) -> None:
    until = (now() + timedelta(hours=1)).isoformat()
    made = await house.admin("POST", "/v1/keys", {"name": "x", "person": "ada", "expires_at": until})
    short = Client(house.admin.session, house.admin.url, made.body["key"])
    async with opened(short) as stream:
        await stream.next()
        running.expire(house.brand, made.body["id"])

        assert await stream.next() == {"event": "end", "data": {"reason": "credential_ended"}}


async def test_a_stream_of_a_token_ends_within_five_seconds_of_its_key(house: House) -> None:
    made = (await house.admin("POST", "/v1/keys", {"name": "x", "person": "ada"})).body
    wanted = {"brand": house.brand, "person": "ada"}
    session, url = house.admin.session, house.admin.url
    token = (await Client(session, url, made["key"])("POST", "/v1/dev/token", wanted)).body["access_token"]
    async with opened(Client(session, url, token)) as stream:
        await stream.next()
        await house.admin("DELETE", f"/v1/keys/{made['id']}")

        assert await stream.next(seconds=5 + AT_ONCE_SECONDS) == {
            "event": "end",
            "data": {"reason": "credential_ended"},
        }


async def test_a_person_has_a_limit_of_streams_and_a_closed_one_makes_room(house: House) -> None:
    async with opened(house.admin), opened(house.admin), opened(house.admin):
        refused = await house.admin("GET", "/v1/stream")
        assert (REGISTRY.get_sample_value("muster_gateway_streams_open") or 0) >= 3
    async with asyncio.timeout(30):
        while True:
            async with house.admin.session.get(
                house.admin.url + "/v1/stream", headers=house.admin.headers()
            ) as response:
                if response.status == 200:
                    break

    assert refused.status == 429


async def test_a_position_that_was_never_given_is_refused_and_one_from_nowhere_begins_anew(house: House) -> None:
    bad = await house.admin("GET", "/v1/stream", last_event_id="nonsense")
    types = await house.admin("GET", "/v1/stream?types=everything")
    partitions = 36  # twelve of each of the three topics
    async with opened(house.admin, last=encode([10**12] * partitions)) as stream:
        event = await stream.next()

    assert (bad.status, types.status) == (422, 422)
    assert (event["event"], event["data"]) == ("reset", {"reason": "too_far_behind"})


async def test_a_stream_needs_its_scope(house: House) -> None:
    refused = await house.poster("GET", "/v1/stream")

    assert (refused.status, refused.body["scope"]) == (403, "stream:read")


async def test_the_shared_reader_ends_after_the_last_stream(house: House, running: Running) -> None:
    feed = running.app.state.application.feed
    async with opened(house.admin) as stream:
        await stream.next()
        assert feed.running
    async with asyncio.timeout(30):
        while feed.running:  # noqa: ASYNC110 - another process tells no event
            await asyncio.sleep(0.05)


async def test_no_stream_begins_while_the_log_does_not_acknowledge_though_another_is_open(
    house: House, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = running.app.state.application.publisher
    async with opened(house.admin) as stream:
        await stream.next()
        monkeypatch.setattr(publisher, "_failed_at", time.monotonic())
        monkeypatch.setattr(publisher, "_acked_at", 0.0)
        refused = await house.admin("GET", "/v1/stream")
        assert (refused.status, refused.body["type"]) == (503, "/docs/errors/unavailable")
        assert int(refused.headers["retry-after"]) >= 1

        monkeypatch.setattr(publisher, "_acked_at", time.monotonic())
        async with opened(house.admin) as another:
            assert (await another.next())["event"] == "ready"


async def a_ticket(client: Client) -> str:
    made = await client("POST", "/v1/stream/tickets")
    assert made.status == 201, made.raw
    return str(made.body["ticket"])


async def test_a_ticket_opens_one_stream_without_a_credential_and_shows_what_its_maker_sees(
    house: House, anybody: Client, running: Running
) -> None:
    volunteer = await a_member(house, "vol", "volunteer")
    url = f"{anybody.url}/v1/stream?ticket={await a_ticket(volunteer)}"
    async with anybody.session.get(url) as response:
        assert response.status == 200
        stream = Read(response)
        assert (await stream.next())["event"] == "ready"
        running.publish(an_event(house, 1))
        running.publish(a_signal(house, 2))
        assert await stream.ids(1) == [f"{house.brand}-s2"]
    again = await anybody("GET", url.removeprefix(anybody.url))
    assert (again.status, again.body["type"]) == (401, "/docs/errors/unauthenticated")


async def test_of_two_who_use_a_ticket_at_once_one_gets_the_stream(house: House, anybody: Client) -> None:
    url = f"{anybody.url}/v1/stream?ticket={await a_ticket(house.admin)}"

    async def open_one() -> int:
        async with anybody.session.get(url) as stream:
            return stream.status

    assert sorted(await asyncio.gather(*(open_one() for _ in range(8)))) == [200] + [401] * 7


async def test_a_ticket_ends_with_its_minute_and_with_its_credential(
    house: House, anybody: Client, running: Running
) -> None:
    late = await a_ticket(house.admin)
    with MongoClient[dict[str, Any]](running.common.mongo) as client:
        tickets = client[running.common.database("gateway")]["tickets"]
        tickets.update_many({"brand": house.brand}, {"$set": {"until": now() - timedelta(seconds=1)}})
        assert tickets.count_documents({"sealed": {"$regex": "mst_"}}) == 0
    assert (await anybody("GET", f"/v1/stream?ticket={late}")).status == 401
    for given in ("", "mtk_other_" + "a" * 32, f"{late}x"):
        assert (await anybody("GET", f"/v1/stream?ticket={given}")).status == 401

    made = await house.admin("POST", "/v1/keys", {"name": "page", "person": "ada", "scopes": ["stream:read"]})
    page = Client(anybody.session, anybody.url, made.body["key"])
    held = await a_ticket(page)
    await house.admin("DELETE", f"/v1/keys/{made.body['id']}")
    async with asyncio.timeout(20):  # what was found of the key counts for a second at most
        while (await page("GET", "/v1/me")).status != 401:  # noqa: ASYNC110 - HTTP tells no event
            await asyncio.sleep(0.1)
    assert (await anybody("GET", f"/v1/stream?ticket={held}")).status == 401


async def test_a_ticket_needs_the_right_to_the_stream(house: House) -> None:
    answer = await house.poster("POST", "/v1/stream/tickets")
    assert (answer.status, answer.body["scope"]) == (403, "stream:read")
