"""The one way out to addresses that others chose: only public ones, no redirects, short answers, hard timeouts."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from typing import Self
from urllib.parse import SplitResult, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from channels.ports import AnswerLost, Headers, HttpAnswer, NotDelivered

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 20.0  # Standard Webhooks asks for 15 to 30
ANSWER_LIMIT = 65_536  # bytes; an id and an error code are far smaller
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: Address) -> bool:
    """Whether an address lies on the public internet, also when an IPv6 address carries an IPv4 one inside."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


def check_host(host: str, *, allow_loopback: bool) -> None:
    """Check a host before it is resolved; names are checked again after (GuardedResolver).

    Raises:
        NotDelivered: `address_refused`, for good.
    """
    name = host.rstrip(".").lower()
    if name in LOOPBACK_NAMES:
        allowed = allow_loopback
    else:
        try:
            allowed = is_public(ipaddress.ip_address(name.split("%", 1)[0]))
        except ValueError:  # a name; digits and hex alone are old spellings of an IPv4 address (http://2130706433/)
            allowed = bool(name) and not name.rsplit(".", 1)[-1].removeprefix("0x").isdigit()
            allowed = allowed and not name.endswith(".localhost")
    if not allowed:
        raise NotDelivered("address_refused", permanent=True)


def check_url(url: str, *, allow_loopback: bool = False) -> None:
    """Check an address others chose: https to a public host, or plain http to this machine where that is allowed.

    Raises:
        NotDelivered: `address_refused`, for good.
    """
    try:
        split: SplitResult = urlsplit(url)
        host, _ = split.hostname or "", split.port
    except ValueError:
        raise NotDelivered("address_refused", permanent=True) from None
    local = allow_loopback and host in LOOPBACK_NAMES
    if split.scheme != "https" and not (split.scheme == "http" and local):
        raise NotDelivered("address_refused", permanent=True)
    if split.username is not None or split.password is not None:
        raise NotDelivered("address_refused", permanent=True)
    check_host(host, allow_loopback=allow_loopback)


class AddressRefused(OSError):
    """A name led to an address that is not public."""


class GuardedResolver(AbstractResolver):
    """Resolves names to public addresses only, so that a name cannot lead inside; connections use what it returned."""

    def __init__(self, inner: AbstractResolver) -> None:
        """Wrap the resolver that asks."""
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Every address must be public, not only one: a mixed answer is an attempt.

        Raises:
            AddressRefused: one of them is not.
        """
        found = await self._inner.resolve(host, port, family)
        if host not in LOOPBACK_NAMES:
            refuse_private([entry["host"] for entry in found])
        return found

    async def close(self) -> None:
        """Close the inner resolver."""
        await self._inner.close()


def refuse_private(hosts: Sequence[str]) -> None:
    """Refuse resolved addresses of which one is not public.

    Raises:
        AddressRefused: one is not public.
    """
    if not all(is_public(ipaddress.ip_address(host.split("%", 1)[0])) for host in hosts):
        raise AddressRefused("address_refused")


class HttpOutward:
    """Posts with aiohttp; one for the process, opened in its lifespan: `async with HttpOutward() as outward`."""

    def __init__(self, total_seconds: float = TOTAL_SECONDS) -> None:
        """Set how long one request may take."""
        self._timeout = aiohttp.ClientTimeout(total=total_seconds, sock_connect=CONNECT_SECONDS)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(resolver=GuardedResolver(DefaultResolver()))
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(self, url: str, body: bytes, headers: Headers, *, allow_loopback: bool) -> HttpAnswer:
        """See channels.ports.Outward."""
        check_url(url, allow_loopback=allow_loopback)
        if self._session is None:
            raise NotDelivered("not_open")
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
                content = await answer.content.read(ANSWER_LIMIT)
                return HttpAnswer(answer.status, {name.lower(): text for name, text in answer.headers.items()}, content)
        except aiohttp.InvalidURL:
            raise NotDelivered("address_refused", permanent=True) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            refused = isinstance(getattr(error, "os_error", None), AddressRefused)
            raise NotDelivered("address_refused" if refused else "not_connected", permanent=refused) from None
        except (TimeoutError, aiohttp.ClientError, OSError):
            raise AnswerLost from None
