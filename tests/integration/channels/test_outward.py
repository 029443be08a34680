"""The one way out on real sockets: what connects refuses an address inside, and follows no redirect."""

from __future__ import annotations

import socket
import socketserver
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from channels.addresses import Reach
from channels.outward import HttpOutward
from channels.sending import NotDelivered

HERE = Reach(loopback=True)


class _LeadsInside(AbstractResolver):
    """Resolves every name to this machine."""

    asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        type(self).asked += 1
        found = {"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}
        return [ResolveResult(**found)]  # type: ignore[typeddict-item]  # a plain dict of its fields

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
async def inside() -> AsyncIterator[tuple[str, list[str]]]:
    """Give a server of this machine whose first path redirects to its second, and the paths it was asked for."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path if request.method == "POST" else f"{request.method} {request.path}")
        return web.Response(status=307, headers={"Location": "/second"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"127.0.0.1:{runner.addresses[0][1]}", asked
    await runner.cleanup()


async def test_a_public_name_that_resolves_inside_is_refused_by_what_connects(inside: tuple[str, list[str]]) -> None:
    authority, asked = inside
    before = _LeadsInside.asked
    async with HttpOutward(resolver=_LeadsInside) as outward:
        with pytest.raises(NotDelivered, match="address_refused") as refused:
            await outward.post(f"https://hook.example.org:{authority.rpartition(':')[2]}/first", b"", {})
    assert refused.value.permanent
    assert (_LeadsInside.asked - before, asked) == (1, [])


async def test_the_socket_itself_refuses_an_address_that_nobody_else_checked(
    inside: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, asked = inside
    monkeypatch.setattr("channels.outward.checked_url", lambda url, _reach: URL(url))
    async with HttpOutward() as outward:
        with pytest.raises(NotDelivered, match="address_refused"):
            await outward.post(f"http://{authority}/first", b"", {})
    assert asked == []


async def test_a_redirect_is_an_answer_and_never_followed(inside: tuple[str, list[str]]) -> None:
    authority, asked = inside
    async with HttpOutward(HERE) as outward:
        answer = await outward.post(f"http://{authority}/first", b"", {})
    assert (answer.status, asked) == (307, ["/first"])


async def test_a_deletion_goes_out_as_one(inside: tuple[str, list[str]]) -> None:
    authority, asked = inside
    async with HttpOutward(HERE) as outward:
        assert (await outward.delete(f"http://{authority}/2/tweets/99", {})).status == 307
    assert asked == ["DELETE /2/tweets/99"]


async def test_nobody_listening_is_known_not_to_be_delivered() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as free:
        port = free.server_address[1]
    async with HttpOutward(HERE) as outward:
        with pytest.raises(NotDelivered, match="not_connected"):
            await outward.post(f"http://127.0.0.1:{port}/", b"", {})


async def test_an_answer_is_read_to_its_end_in_however_many_pieces_it_comes() -> None:
    async def in_pieces(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for number in range(20):
            await response.write(b"%d" % (number % 10) * 3_000)
        return response

    app = web.Application()
    app.router.add_route("*", "/", in_pieces)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with HttpOutward(HERE) as outward:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        answers = [await outward.get(url, {}), await outward.post(url, b"", {})]
    await runner.cleanup()

    assert [(each.status, len(each.body)) for each in answers] == [(200, 20 * 3_000)] * 2
