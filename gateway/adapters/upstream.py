"""Calls the services for a caller: pooled connections, a deadline, and a short-lived internal token.

A request goes to the process of the service with the fewest requests under way, and to the next one where that failed
(`asking.py`): if nothing of it was sent, or if it changes nothing (GET, HEAD). What may have had an effect is never
sent twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO

import aiohttp
from yarl import URL

from chassis.auth import InternalTokens, Principal
from chassis.trace_context import TRACEPARENT, traceparent
from gateway.adapters.addresses import Addresses, ServiceAddress
from gateway.adapters.asking import Answering, Asking, Budget
from gateway.adapters.replicas import Replica, Replicas

KEEP_SECONDS = (
    3.0  # shorter than IDLE_SECONDS of chassis.process, so that no connection is used as the service closes it
)
TOKEN_SECONDS = 60.0
CHANGES_NOTHING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class _Sent:
    """A request as every attempt sends it; `target` is path and query."""

    method: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes | None


class Upstream:
    """The services by name."""

    def __init__(
        self,
        addresses: Addresses,
        tokens: InternalTokens,
        *,
        seconds: float,
        connect_seconds: float,
        connections: int,
    ) -> None:
        self._addresses = addresses
        self._tokens = tokens
        self._seconds = seconds
        self._connect_seconds = connect_seconds
        self._connections = connections
        self._replicas: dict[str, Replicas] = {}
        self._listening: set[Answering] = set()
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Look for the services and open the pool; nothing is connected yet."""
        await self._addresses.start()
        seconds = self._connect_seconds
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit_per_host=self._connections, limit=0, keepalive_timeout=KEEP_SECONDS),
            timeout=aiohttp.ClientTimeout(total=self._seconds, connect=seconds, sock_connect=seconds),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("Accept-Encoding", "User-Agent", "Content-Type", "Accept"),
        )
        # aiohttp would send a PUT or a DELETE twice, and has no other switch.
        self._session._retry_connection = False  # noqa: SLF001

    async def stop(self) -> None:
        """Close the pool."""
        await self._addresses.stop()
        for each in self._listening:
            each.cancel()
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The pool."""
        if self._session is None:
            raise RuntimeError("not started")
        return self._session

    @asynccontextmanager
    async def call(
        self,
        service: str,
        principal: Principal,
        method: str,
        target: str,
        headers: Sequence[tuple[str, str]],
        body: bytes | None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Call a service; `target` is path and query as they were sent.

        Raises:
            Unavailable: No process of the service can be reached; nothing was done.
            Problem: 504 when one did not answer in time or broke off, so that the outcome is not known.
        """
        token = self._tokens.mint(principal, TOKEN_SECONDS)
        sent = _Sent(method, target, [*_in_trace(headers), ("Authorization", f"Bearer {token}")], body)
        replicas = self._replicas.setdefault(service, Replicas(service))
        replicas.know(self._addresses.of(service))
        asking = Asking(
            service, replicas, self._connections, self._listening, changes_nothing=method in CHANGES_NOTHING
        )
        budget = Budget(asyncio.get_running_loop().time() + self._seconds, self._connect_seconds)
        replica, response = await asking.answer(partial(self._send, sent), budget)
        try:
            yield response
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Broken from error
        finally:
            replica.under_way -= 1
            response.release()

    async def _send(self, sent: _Sent, replica: Replica, seconds: float, connecting: float) -> aiohttp.ClientResponse:
        """Send it to one process."""
        address = replica.address
        return await self.session.request(
            sent.method,
            URL(address.base + sent.target, encoded=True),
            headers=[*sent.headers, ("Host", address.authority)],
            data=BytesIO(sent.body) if sent.body else None,
            allow_redirects=False,
            server_hostname=_server_name(address),
            timeout=aiohttp.ClientTimeout(total=seconds, connect=connecting, sock_connect=connecting),
        )


def _in_trace(headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers with the context of the current span, if there is one, in place of the caller's."""
    context = traceparent()
    if context is None:
        return list(headers)
    return [*(pair for pair in headers if pair[0] != TRACEPARENT), (TRACEPARENT, context.decode())]


class Broken(Exception):
    """The service broke off in the middle of its answer, whose beginning has gone out already."""


def _server_name(address: ServiceAddress) -> str | None:
    """The name that a certificate is checked against; None where nothing is encrypted."""
    return address.name if address.base.startswith("https://") else None
