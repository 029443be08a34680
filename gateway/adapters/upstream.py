"""Calls the services for a caller: pooled connections, a deadline, and a short-lived internal token."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from io import BytesIO

import aiohttp
from yarl import URL

from chassis.auth import InternalTokens, Principal
from chassis.errors import Unavailable
from chassis.http.problem import Problem

KEEP_SECONDS = (
    3.0  # shorter than IDLE_SECONDS of chassis.process, so that no connection is used as the service closes it
)
TOKEN_SECONDS = 60.0
RETRY_AFTER_SECONDS = 1.0


class Upstream:
    """The services by name."""

    def __init__(
        self,
        services: Mapping[str, str],
        tokens: InternalTokens,
        *,
        seconds: float,
        connect_seconds: float,
        connections: int,
    ) -> None:
        self._services = dict(services)
        self._tokens = tokens
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=connect_seconds, sock_connect=connect_seconds)
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open the pool; nothing is connected yet."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit_per_host=self._connections, limit=0, keepalive_timeout=KEEP_SECONDS),
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("Accept-Encoding", "User-Agent", "Content-Type", "Accept"),
        )

    async def stop(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The pool, for other outward calls of this process."""
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
            Unavailable: The service cannot be reached; nothing was done.
            Problem: 504 when it did not answer in time or broke off, so that the outcome is not known.
        """
        token = self._tokens.mint(principal, TOKEN_SECONDS)
        sent = [*headers, ("Authorization", f"Bearer {token}")]
        url = URL(self._services[service] + target, encoded=True)
        reached = False
        try:
            async with self.session.request(
                method, url, headers=sent, data=BytesIO(body) if body else None, allow_redirects=False
            ) as response:
                reached = True
                yield response
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unavailable(service, RETRY_AFTER_SECONDS) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            if reached:
                raise Broken from error
            if method in {"GET", "HEAD"}:
                raise Unavailable(service, RETRY_AFTER_SECONDS) from error
            raise _unknown_outcome() from error


class Broken(Exception):
    """The service broke off in the middle of its answer, whose beginning has gone out already."""


def _unknown_outcome() -> Problem:
    detail = (
        "The service did not answer in time; whether it was done is not known. Send the same Idempotency-Key again."
    )
    return Problem(504, "No answer in time", detail, code="outcome_unknown", headers={"Retry-After": "1"})
