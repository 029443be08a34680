"""The one way out to addresses that others chose: only those in reach, no redirects, short answers, hard timeouts."""

from __future__ import annotations

import asyncio
import socket
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from channels.addresses import AddressRefused, Reach, check_addresses, checked_url
from channels.sending import AnswerLost, Headers, HttpAnswer, NotDelivered

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 20.0  # Standard Webhooks asks for 15 to 30
ANSWER_LIMIT = 65_536  # bytes; an id and an error code are far smaller


class GuardedResolver(AbstractResolver):
    """Resolves names to addresses in reach only: a name cannot lead inside, and connections use what it returned."""

    def __init__(self, inner: AbstractResolver, reach: Reach) -> None:
        """Wrap the resolver that asks."""
        self._inner = inner
        self._reach = reach

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Resolve, once.

        Raises:
            AddressRefused: one of the addresses may not be reached.
        """
        entries = await self._inner.resolve(host, port, family)
        check_addresses([entry["host"] for entry in entries], self._reach)
        return entries

    async def close(self) -> None:
        """Close the inner resolver."""
        await self._inner.close()


async def check_resolves(
    url: str,
    reach: Reach,
    resolver: type[AbstractResolver] = DefaultResolver,
) -> None:
    """See that a URL leads, by the addresses its host has now, to where requests may go; each is checked again later.

    Raises:
        AddressRefused: it does not.
        OSError: its host cannot be found.
    """
    checked = checked_url(url, reach)
    guarded = GuardedResolver(resolver(), reach)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await guarded.resolve(checked.host or "", checked.port or 0, socket.AF_UNSPEC)
    except TimeoutError as late:
        raise OSError("the name servers do not answer") from late
    finally:
        await guarded.close()


class HttpOutward:
    """Goes out with aiohttp; one for the process, opened in its lifespan: `async with HttpOutward() as outward`."""

    def __init__(
        self,
        reach: Reach = Reach(),  # noqa: B008 - frozen: the public internet and nothing else
        *,
        total_seconds: float = TOTAL_SECONDS,
        resolver: type[AbstractResolver] = DefaultResolver,
    ) -> None:
        """Set how far requests may go and how long one may take; `resolver` is what names are asked of."""
        self.reach = reach
        self._timeout = aiohttp.ClientTimeout(total=total_seconds, sock_connect=CONNECT_SECONDS)
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=0,  # who posts bounds its own: a slow address must hold no other's connection
            resolver=GuardedResolver(self._resolver(), self.reach),
            socket_factory=self._socket,
        )
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(self, url: str, body: bytes, headers: Headers) -> HttpAnswer:
        """See channels.ports.Outward."""
        return await self._request("POST", url, headers, body)

    async def get(self, url: str, headers: Headers) -> HttpAnswer:
        """Read what stands at an address; refuses and fails as `post`."""
        return await self._request("GET", url, headers, None)

    async def delete(self, url: str, headers: Headers) -> HttpAnswer:
        """See channels.sending.Outward."""
        return await self._request("DELETE", url, headers, None)

    async def _request(self, method: str, url: str, headers: Headers, body: bytes | None) -> HttpAnswer:
        try:
            checked = checked_url(url, self.reach)
        except AddressRefused:
            raise NotDelivered("address_refused", permanent=True) from None
        if self._session is None:
            raise NotDelivered("not_open")
        try:
            async with self._session.request(
                method, checked, data=body, headers=headers, allow_redirects=False
            ) as answer:
                content = await _read(answer.content)
                return HttpAnswer(answer.status, {name.lower(): text for name, text in answer.headers.items()}, content)
        except aiohttp.InvalidURL:
            raise NotDelivered("address_refused", permanent=True) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            refused = isinstance(getattr(error, "os_error", None), AddressRefused)
            raise NotDelivered("address_refused" if refused else "not_connected", permanent=refused) from None
        except (TimeoutError, aiohttp.ClientError, OSError):
            raise AnswerLost from None

    def _socket(self, address: aiohttp.AddrInfoType) -> socket.socket:
        """Make the socket of one connection, for the very address it will connect to, whoever found it."""
        family, kind, protocol, _, where = address
        check_addresses([str(where[0])], self.reach)
        return socket.socket(family, kind, protocol)


async def _read(content: aiohttp.StreamReader) -> bytes:
    """An answer up to `ANSWER_LIMIT`, in however many pieces it comes."""
    pieces: list[bytes] = []
    left = ANSWER_LIMIT
    while left and (piece := await content.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
