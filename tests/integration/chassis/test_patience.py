"""What a served process takes of a client before its request is whole, over raw sockets and with short limits."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import pytest
import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse

from chassis.auth import InternalTokens, Principal
from chassis.clock import FixedClock
from chassis.health import Health
from chassis.http.app import create_app
from chassis.http.patience import Limits, PatientProtocol
from chassis.http.scopes import needs_no_scope
from chassis.process import configuration

TOKENS = InternalTokens(b"k" * 32, FixedClock(datetime(2026, 4, 15, tzinfo=UTC)))
BEARER = f"Authorization: Bearer {TOKENS.mint(Principal('north', 'anna', 'person'))}\r\n".encode()
JSON = b"Content-Type: application/json\r\n"
TOO_LONG = 20.0  # seconds; every limit here is far shorter, so only a hung connection comes to it


class Hasty(PatientProtocol):
    """The protocol with short limits."""

    limits = Limits(
        head_bytes=4_096,
        head_fields=20,
        head_seconds=0.3,
        body_bytes_per_second=1_000,
        body_span_seconds=0.3,
        body_seconds=1.5,
        unread_seconds=0.3,
    )


def an_app() -> FastAPI:
    router = APIRouter()

    @router.post("/v1/notes", **needs_no_scope())
    async def post(note: dict[str, str]) -> int:
        return sum(map(len, note.values()))

    @router.get("/v1/flood", **needs_no_scope())
    async def flood() -> StreamingResponse:
        return StreamingResponse(b"x" * 65_536 for _ in range(2_000))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    return create_app(
        title="Notes", description=".", lifespan=lifespan, tokens=TOKENS, health=Health("notes"), routers=[router]
    )


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Serve on a free port; the server's own start and end, without its signal handlers."""
    config = configuration(an_app(), "127.0.0.1", 0, Hasty)
    config.timeout_keep_alive = 1
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        await server.startup(sockets=[listening])
        yield listening.getsockname()[1]
        await server.shutdown(sockets=[listening])


class There:
    """One connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, *parts: bytes) -> None:
        with suppress(ConnectionError):
            for part in parts:
                self.writer.write(part)
                await self.writer.drain()

    async def keep_asking(self) -> None:
        """Ask again and again; a reset is told to a writer only where nobody reads."""
        while True:
            self.writer.write(b"GET /health/live HTTP/1.1\r\n\r\n")
            await self.writer.drain()
            await asyncio.sleep(0.01)  # the client's own pace

    async def closed(self) -> bytes:
        """All that came until the server closed the connection, which it has to."""
        told = b""
        with suppress(ConnectionError):
            async with asyncio.timeout(TOO_LONG):
                while more := await self.reader.read(65_536):
                    told += more
        return told

    async def answer(self) -> tuple[int, bytes]:
        """Status and body of the next answer with a length."""
        async with asyncio.timeout(TOO_LONG):
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            return int(head.split()[1]), await self.reader.readexactly(length)


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[There]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield There(reader, writer)
    finally:
        writer.transport.abort()


def refusal(told: bytes) -> tuple[int, str]:
    """Status and code of a refusal, which is a problem like any other."""
    head, _, body = told.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    problem = json.loads(body)
    assert int(head.split()[1]) == problem["status"]
    return problem["status"], problem["type"].rpartition("/")[2]


HEADS = {
    "one endless field": b"GET /v1/notes HTTP/1.1\r\nX-A: " + b"a" * 8_000_000,
    "an endless address": b"GET /" + b"a" * 8_000_000,
    "many bytes": b"GET / HTTP/1.1\r\n" + b"X-A: " + b"a" * 5_000 + b"\r\n\r\n",
    "many fields": b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(21)) + b"\r\n",
    "an endless trailer": b"POST /v1/notes HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-A: " + b"a" * 8_000_000,
    "an endless chunk size": b"POST /v1/notes HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"a" * 8_000_000,
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
async def test_a_head_that_is_too_large_costs_its_client_the_connection(port: int, head: bytes) -> None:
    async with connected(port) as there:
        await there.say(head)
        told = await there.closed()
    assert not told or refusal(told)[0] in {400, 401, 431}


@pytest.mark.parametrize("name", ["many bytes", "many fields"])
async def test_a_head_that_is_too_large_is_431(port: int, name: str) -> None:
    async with connected(port) as there:
        await there.say(HEADS[name])
        assert refusal(await there.closed()) == (431, "head_too_large")


SLOW = {
    "nothing": (b"", None),
    "line ends only": (b"\r\n\r\n", None),
    "half a head": (b"GET /v1/notes HTTP/1.1\r\nX-A: a", 408),
    "half a body": (b"POST /v1/notes HTTP/1.1\r\n" + BEARER + JSON + b"Content-Length: 90\r\n\r\n{", 408),
    "half a chunk": (b"POST /v1/notes HTTP/1.1\r\n" + BEARER + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{", 408),
}


@pytest.mark.parametrize(("begun", "status"), SLOW.values(), ids=SLOW)
async def test_a_client_that_stops_in_the_middle_loses_its_connection(
    port: int, begun: bytes, status: int | None
) -> None:
    async with connected(port) as there:
        await there.say(begun)
        told = await there.closed()
    assert (refusal(told) if told else None) == ((status, "too_slow") if status else None)


@pytest.mark.parametrize("authorization", [b"", BEARER], ids=["unknown", "known"])
async def test_a_body_in_drops_ends_before_it_is_whole(port: int, authorization: bytes) -> None:
    async with connected(port) as there:
        await there.say(b"POST /v1/notes HTTP/1.1\r\n" + authorization + JSON + b"Content-Length: 100000\r\n\r\n")

        async def drip() -> None:
            while True:
                await there.say(b" ")
                await asyncio.sleep(0.02)  # the client's own slowness, not a wait for the server

        dripping = asyncio.create_task(drip())
        told = await there.closed()
        dripping.cancel()
    assert told.split()[1] == (b"408" if authorization else b"401")


async def test_a_body_that_comes_steadily_but_too_long_ends(port: int) -> None:
    async with connected(port) as there:
        await there.say(b"POST /v1/notes HTTP/1.1\r\n" + BEARER + JSON + b"Content-Length: 900000\r\n\r\n")

        async def pour() -> None:
            while True:
                await there.say(b" " * 1_000)
                await asyncio.sleep(0.1)  # ten times the rate that is asked for

        pouring = asyncio.create_task(pour())
        told = await there.closed()
        pouring.cancel()
    assert refusal(told) == (408, "too_slow")


async def test_an_answer_nobody_reads_is_given_up(port: int) -> None:
    async with connected(port) as there:
        there.writer.transport.pause_reading()  # type: ignore[attr-defined]  # the client reads nothing at all
        await there.say(b"GET /v1/flood HTTP/1.1\r\n" + BEARER + b"\r\n")
        async with asyncio.timeout(TOO_LONG):
            with pytest.raises(ConnectionError):
                await there.keep_asking()


async def test_idle_connections_are_closed(port: int) -> None:
    async with connected(port) as there:
        await there.say(b"GET /health/live HTTP/1.1\r\n\r\n")
        assert (await there.answer())[0] == 200
        assert await there.closed() == b""


async def test_a_request_in_parts_and_many_on_one_connection_are_answered(port: int) -> None:
    body = json.dumps({"text": "x" * 3_000}).encode()
    head = b"POST /v1/notes HTTP/1.1\r\n" + BEARER + JSON + b"Content-Length: %d\r\n\r\n" % len(body)
    async with connected(port) as there:
        for _ in range(20):
            for part in (head[:40], head[40:], body[:1_000], body[1_000:]):
                await there.say(part)
            assert await there.answer() == (200, b"3000")
        await there.say(head + body + head + body)
        assert [await there.answer() for _ in range(2)] == [(200, b"3000")] * 2


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"NONSENSE / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-A: a\x00b\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\n\r\n",
        b"CONNECT x:1 HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /v1/notes HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
    ],
)
async def test_what_is_no_http_is_a_problem_and_the_end(port: int, request_bytes: bytes) -> None:
    async with connected(port) as there:
        await there.say(request_bytes)
        assert refusal(await there.closed())[0] in {400, 401}


async def test_an_upgrade_is_answered_as_the_plain_request_it_is(port: int) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n"
    async with connected(port) as there:
        await there.say(b"GET /v1/nothing HTTP/1.1\r\n" + BEARER + upgrade + b"\r\n")
        status, body = await there.answer()
    assert (status, json.loads(body)["status"]) == (404, 404)


def test_every_process_is_served_so() -> None:
    served = configuration(an_app(), "127.0.0.1", 0)
    assert (served.http, served.ws, served.timeout_keep_alive) == (PatientProtocol, "none", 5)
    limits = PatientProtocol.limits
    assert (limits.head_bytes, limits.head_fields, limits.head_seconds) == (32_768, 100, 10.0)
