"""The gateway's own application under overload, with a service that answers when the test says so."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from chassis.auth import Principal
from chassis.errors import Unavailable
from chassis.http.body import Message
from chassis.settings import KEY_BYTES, CommonSettings
from gateway.domain.places import RETRY_SECONDS
from gateway.domain.request_lanes import RequestLane
from gateway.http.app import build_app
from gateway.settings import GatewaySettings

PLACES = 10  # 5 for bulk, 8 with live, 10 with crisis
BULK, LIVE, CRISIS = ("GET", "/v1/reports/overview"), ("GET", "/v1/tasks"), ("GET", "/v1/incidents")
COMMAND = ("POST", "/v1/imports")  # bulk
SCOPES = frozenset({"measures:read", "tasks:read", "incidents:read", "integrations:write", "incidents:write"})


@dataclass
class SlowService:
    """Stands for the services and for what the gateway stores: it holds every request until it may answer."""

    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list)
    failure: Exception | None = None
    acts: int = 0

    async def caller(self, _: str | None) -> Any:
        return SimpleNamespace(principal=Principal("klm", "ada", "person", scopes=SCOPES))

    @contextlib.asynccontextmanager
    async def call(self, service: str, _: Principal, method: str, target: str, *__: Any) -> AsyncIterator[Any]:
        self.asked.append(f"{method} {target}")
        await self.may_answer.wait()
        if self.failure is not None:
            raise self.failure
        yield SimpleNamespace(status=200, headers={}, content_length=2, content=self)

    async def iter_chunked(self, _: int) -> AsyncIterator[bytes]:
        yield b"{}"

    async def begin(self, *_: Any) -> None:
        self.acts += 1

    async def finish(self, *_: Any) -> None:
        """Nothing is kept."""

    @property
    def features(self) -> SlowService:
        """Says that every feature is on."""
        return self

    async def check(self, *_: Any) -> None:
        """Nothing is turned off."""


def _app(service: SlowService) -> FastAPI:
    nothing = base64.b64encode(bytes(KEY_BYTES)).decode()
    common = {"kafka": "nowhere:9092", "mongo": "mongodb://nowhere", "internal_key": nothing, "seal_key": nothing}
    urls = {f"{name}_url": "http://nowhere" for name in ("inbox", "routing", "crisis", "analytics")}
    size = {"lowest_concurrency": PLACES, "highest_concurrency": PLACES}
    settings = GatewaySettings.model_validate({**urls, **size, "bootstrap_key": "b" * 32})
    app = build_app(settings, CommonSettings.model_validate(common))
    audit = SimpleNamespace(recording=service)
    app.state.application = SimpleNamespace(access=service, upstream=service, settings=settings, audit=audit)
    return app


@dataclass
class Exchange:
    """One request with what came of it; the client is what `receive` and `send` do."""

    task: asyncio.Task[None]
    sent: list[Message]
    received: list[Message]

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"]) if self.sent else 0

    @property
    def headers(self) -> dict[str, str]:
        return {bytes(name).decode(): bytes(value).decode() for name, value in self.sent[0]["headers"]}

    def json(self) -> Any:
        return json.loads(b"".join(each.get("body", b"") for each in self.sent[1:]))


class House:
    """The application with its service, and a way to send requests that stay under way."""

    def __init__(self) -> None:
        self.service = SlowService()
        self.app = _app(self.service)

    async def begin(
        self,
        what: tuple[str, str],
        *,
        body: bytes = b"",
        receive: Callable[[], Awaitable[Message]] | None = None,
        send: Callable[[Message], Awaitable[None]] | None = None,
        **headers: str,
    ) -> Exchange:
        """Send a request and let the application go as far as it comes."""
        sent: list[Message] = []
        received: list[Message] = []
        coming = [{"type": "http.request", "body": body, "more_body": False}]

        async def take() -> Message:
            received.append(message := await receive() if receive is not None else await given())
            return message

        async def given() -> Message:
            return coming.pop() if coming else await asyncio.Event().wait()  # type: ignore[return-value] # never ends

        async def put(message: Message) -> None:
            sent.append(message)
            if send is not None:
                await send(message)

        method, path = what
        fields = {"content-length": str(len(body)), "content-type": "application/json", **headers}
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()],
            "http_version": "1.1",
            "scheme": "http",
            "server": ("gateway", 80),
            "client": ("client", 1),
            "root_path": "",
        }
        task = asyncio.create_task(self.app(scope, take, put))
        for _ in range(20):
            await asyncio.sleep(0)
        return Exchange(task, sent, received)

    async def fill(self, what: tuple[str, str]) -> int:
        """Send until one is refused; gives how many were taken."""
        taken = 0
        while (await self.begin(what)).status == 0:
            taken += 1
        return taken

    async def finish(self) -> None:
        """Let the service answer, and everything end."""
        self.service.may_answer.set()
        await _settle()

    def under_way(self) -> dict[str, float]:
        return {
            str(lane): REGISTRY.get_sample_value("muster_gateway_requests_under_way", {"lane": str(lane)}) or 0.0
            for lane in RequestLane
        }


async def _settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


def _shed(lane: str) -> float:
    return REGISTRY.get_sample_value("muster_gateway_shed_total", {"lane": lane}) or 0.0


NOBODY = {"bulk": 0.0, "live": 0.0, "crisis": 0.0}


async def test_bulk_is_shed_first_then_live_and_a_crisis_last() -> None:
    house = House()
    before = {str(lane): _shed(str(lane)) for lane in RequestLane}

    assert await house.fill(BULK) == 5
    assert await house.fill(LIVE) == 3
    assert await house.fill(CRISIS) == 2
    assert house.under_way() == {"bulk": 5.0, "live": 3.0, "crisis": 2.0}
    assert {lane: _shed(lane) - count for lane, count in before.items()} == {"bulk": 1, "live": 1, "crisis": 1}

    await house.finish()
    assert house.under_way() == NOBODY


async def test_what_is_shed_says_why_and_when_to_come_back() -> None:
    house = House()
    await house.fill(BULK)
    exchange = await house.begin(BULK)

    assert exchange.status == 503
    assert exchange.headers["muster-lane"] == "bulk"
    assert exchange.headers["muster-shed"] == "overload"
    shortest, longest = RETRY_SECONDS[RequestLane.BULK]
    assert shortest <= int(exchange.headers["retry-after"]) <= longest
    assert exchange.headers["content-type"] == "application/problem+json"
    assert exchange.json()["type"] == "/docs/errors/overloaded"
    assert exchange.json()["lane"] == "bulk"
    await house.finish()


async def test_the_log_says_which_lane_was_shed_on_which_route() -> None:
    house = House()
    with capture_logs() as lines:
        await house.fill(BULK)
    (told,) = (each for each in lines if each["event"] == "request_shed")

    assert (told["route"], told["method"], told["lane"]) == ("/v1/reports/overview", "GET", "bulk")
    await house.finish()


async def test_what_is_taken_says_its_lane_alone() -> None:
    house = House()
    exchange = await house.begin(CRISIS)
    await house.finish()

    assert exchange.status == 200
    assert exchange.headers["muster-lane"] == "crisis"
    assert "muster-shed" not in exchange.headers


async def test_nothing_of_what_is_shed_is_read_stored_or_sent_on() -> None:
    house = House()
    await house.fill(BULK)
    asked = len(house.service.asked)

    exchange = await house.begin(COMMAND, body=b'{"tool": "zendesk"}', idempotency_key="k1")

    assert exchange.status == 503
    assert exchange.received == []
    assert len(house.service.asked) == asked
    assert house.service.acts == 0
    await house.finish()


async def test_a_cancelled_request_gives_its_place_back() -> None:
    house = House()
    exchange = await house.begin(LIVE)
    assert house.under_way()["live"] == 1

    exchange.task.cancel()
    await _settle()

    assert house.under_way() == NOBODY


@pytest.mark.parametrize("failure", [Unavailable("inbox"), RuntimeError("a bug")])
async def test_a_request_that_fails_gives_its_place_back(failure: Exception) -> None:
    house = House()
    house.service.failure = failure
    exchange = await house.begin(LIVE)

    await house.finish()
    with contextlib.suppress(RuntimeError):
        await exchange.task

    assert exchange.status in {500, 503}
    assert "muster-shed" not in exchange.headers
    assert house.under_way() == NOBODY


async def test_a_client_that_goes_while_it_sends_gives_its_place_back() -> None:
    house = House()

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    exchange = await house.begin(COMMAND, receive=gone)

    assert exchange.task.done()
    assert house.under_way() == NOBODY


async def test_who_sends_slowly_holds_no_place_meanwhile() -> None:
    house = House()
    may_send = asyncio.Event()

    async def slowly() -> Message:
        await may_send.wait()
        return {"type": "http.request", "body": b"{}", "more_body": False}

    await house.begin(COMMAND, receive=slowly)
    assert house.under_way() == NOBODY

    may_send.set()
    await _settle()
    assert house.under_way()["bulk"] == 1
    await house.finish()
    assert house.under_way() == NOBODY


async def test_who_takes_the_answer_slowly_holds_no_place_meanwhile() -> None:
    house = House()
    may_take = asyncio.Event()

    async def slowly(_: Message) -> None:
        await may_take.wait()

    exchange = await house.begin(LIVE, send=slowly)
    await house.finish()
    assert exchange.status == 200
    assert house.under_way() == NOBODY

    exchange.task.cancel()
    await _settle()
    assert house.under_way() == NOBODY


async def test_an_unknown_path_is_of_the_lane_that_gives_way_first() -> None:
    house = House()
    await house.fill(BULK)

    assert (await house.begin(("GET", "/v1/nothing-here"))).headers["muster-lane"] == "bulk"
    await house.finish()


async def test_health_and_documents_are_answered_in_a_full_house() -> None:
    house = House()
    await house.fill(CRISIS)

    assert (await house.begin(("GET", "/health/live"))).status == 200
    document = await house.begin(("GET", "/openapi.json"))
    await document.task  # it is built aside, which a crowd does not hinder
    assert document.status == 200
    await house.finish()
