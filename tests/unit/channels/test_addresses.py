"""Addresses others chose: whatever way they are written in, nothing inside the house is ever connected to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from channels.addresses import AddressRefused, Reach, check_addresses, checked_host, checked_url
from channels.email.smtp import MailPost, deliver
from channels.outward import HttpOutward
from channels.ports import NotDelivered, SendFailed
from tests.unit.channels.rig import a_reply

HERE = Reach(loopback=True)
HOSTS = (
    *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1"),  # noqa: S104 - to be refused
    *("255.255.255.255", "localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1.", "127.0.0.1..", ".", ""),
    *("2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "0x7f.1", "0x7f.0x0.0x0.0x1", "0"),
    *("127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "１２７.0.0.1", "１２７。１", "①②⑦.0.0.1"),
    *("０x7f000001", "２１３０７０６４３３", "𝐥𝐨𝐜𝐚𝐥𝐡𝐨𝐬𝐭", "local\u00adhost", "local\u200bhost", "a。localhost"),
    *("ⓛocalhost", "localhoſt", "ｌｏｃａｌｈｏｓｔ", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"),
)  # fmt: skip
LITERALS = (
    *("::1", "::", "fe80::1", "fd00::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "::7f00:1", "::10.0.0.1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:808:808::1"),
    *("2001:0:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fe80::1%eth0", "fe80::1%25eth0", "::1%lo"),
    *("2606:4700::1111%eth0", "::ffff:127.0.0.1%lo"),
)
URLS = (
    *(f"https://{host}/" for host in HOSTS),
    *(f"https://{host}:8443/x" for host in HOSTS),
    *(f"https://[{host}]/" for host in LITERALS),
    *("https://user:pw@hook.example.org/", "https://user@hook.example.org/", "//127.0.0.1/", "https://[]@"),
    *("https://hook.example.org@127.0.0.1/", "https://127.0.0.1@hook.example.org/", "https://hook.example.org\\@[::1]/"),
    *("http://hook.example.org/", "http://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x"),
    *("https://", "https:///x", "https:127.0.0.1", "", "hook.example.org", "https://hook.example.org:99999/", "https://[bad/"),
    *("https://a b.example/", "https://hook.example.org\n/", " https://hook.example.org/", "https://hook.\texample.org/"),
)  # fmt: skip


@pytest.mark.parametrize("url", URLS)
def test_an_address_inside_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_url(url, Reach())


@pytest.mark.parametrize("host", [*HOSTS, *LITERALS])
def test_a_mail_server_inside_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(AddressRefused):
        checked_host(host, Reach())


@pytest.mark.parametrize("url", URLS)
async def test_nothing_leaves_for_an_address_inside(url: str) -> None:
    async with HttpOutward() as outward:
        with pytest.raises(NotDelivered, match="address_refused") as refused:
            await outward.post(url, b"", {})
    assert refused.value.permanent


def test_the_host_that_comes_back_is_the_one_the_client_connects_to() -> None:
    assert checked_url("https://Bücher.example./x", Reach()).raw_host == "xn--bcher-kva.example."
    assert checked_host("ｈｏｏｋ．example.org", Reach()) == "hook.example.org"
    assert checked_host("127。0。0。1", HERE) == "127.0.0.1"
    assert checked_url("https://hook.example.org:8443/r?a=b", Reach()) == URL("https://hook.example.org:8443/r?a=b")
    assert checked_url("https://[2606:4700:4700::1111]/", Reach()).raw_host == "2606:4700:4700::1111"
    check_addresses(["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"], Reach())


def test_the_operators_word_opens_this_machine_and_no_other_private_address() -> None:
    checked_url("http://127.0.0.1:8080/x", HERE)
    checked_url("https://localhost/x", HERE)
    for url in ("http://10.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/", "http://hook.example.org/"):
        with pytest.raises(AddressRefused):
            checked_url(url, HERE)


def test_a_name_that_also_leads_inside_is_refused_after_resolving() -> None:
    check_addresses(["1.1.1.1"], Reach())
    for inside in ("192.168.0.1", "::127.0.0.1", "fe80::1%eth0"):
        with pytest.raises(AddressRefused):
            check_addresses(["1.1.1.1", inside], Reach())


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
        asked.append(request.path)
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


async def test_mail_is_not_handed_to_a_name_that_resolves_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 25))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    post = MailPost("mail.example.org", 25, "starttls", Reach(), None, None, "care@klm.example", "")
    assert await asyncio.to_thread(deliver, post, a_reply(contact="ida@example.org")) == SendFailed("address_refused")
