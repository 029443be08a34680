"""Follows the public event stream as a front end would: resumes with Last-Event-ID after every break."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import aiohttp

from contracts import channel, crisis, inbox, routing
from contracts.event import Event
from contracts.registry import EVENT_CLASSES

READ = (channel, crisis, inbox, routing)  # importing them is what makes their event types known
RECONNECT_SECONDS = 0.5
LINE_LIMIT = 4 * 1024 * 1024  # bytes; a message may have 20,000 characters and its event quotes it once


@dataclass(slots=True)
class Follower:
    """One stream. `last_id` is where a new connection goes on; `breaks` counts how often it had to."""

    base: str
    key: str
    types: Sequence[str] = ()
    last_id: str | None = None
    breaks: int = 0

    async def events(self, session: aiohttp.ClientSession) -> AsyncIterator[Event]:
        """The events as they come, for ever; events of types this build does not know are left out."""
        while True:
            try:
                async for event in self._once(session):
                    yield event
            except (aiohttp.ClientError, TimeoutError):
                self.breaks += 1
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _once(self, session: aiohttp.ClientSession) -> AsyncIterator[Event]:
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "text/event-stream"}
        if self.last_id is not None:
            headers["Last-Event-ID"] = self.last_id
        params = {"types": ",".join(self.types)} if self.types else {}
        forever = aiohttp.ClientTimeout(total=None, sock_read=60)
        async with session.get(f"{self.base}/v1/stream", headers=headers, params=params, timeout=forever) as answer:
            answer.raise_for_status()
            kind, lines = "", list[bytes]()
            async for raw in answer.content:
                line = raw.rstrip(b"\r\n")
                if not line:
                    event_class = EVENT_CLASSES.get(kind)
                    if event_class is not None and lines:
                        yield event_class.model_validate_json(b"\n".join(lines))
                    kind, lines = "", []
                    continue
                name, _, value = line.partition(b":")
                value = value.removeprefix(b" ")
                if name == b"event":
                    kind = value.decode()
                elif name == b"data":
                    lines.append(value)
                elif name == b"id":
                    self.last_id = value.decode()


def client() -> aiohttp.ClientSession:
    """A session whose lines may be as long as an event."""
    return aiohttp.ClientSession(read_bufsize=LINE_LIMIT)
