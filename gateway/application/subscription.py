"""One stream's place in the live feed: a bounded queue that is closed, with a reason, when its client is too slow."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from gateway.domain.streams import StreamFilter


class StreamFrame(NamedTuple):
    """One event for a stream: its type, the position after it, and its JSON."""

    event_type: str
    position: str
    body: bytes

    def wire(self) -> bytes:
        """The bytes of a server-sent event; JSON has line breaks between tokens only, where a space is as good."""
        line = self.body.replace(b"\r", b" ").replace(b"\n", b" ")
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (self.position.encode(), self.event_type.encode(), line)


class Ended(Exception):
    """The stream is over; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(eq=False, slots=True)
class Subscription:
    """What a stream wants, and what waits for it.

    `floor` is set for a stream that came with a position later than ours: it knows what is below already.
    """

    brand: str
    filter: StreamFilter
    limit: int
    floor: list[int] | None = None
    _waiting: deque[StreamFrame] = field(default_factory=deque)
    _something: asyncio.Event = field(default_factory=asyncio.Event)
    _reason: str | None = None

    def knows(self, place: int, offset: int) -> bool:
        """Whether the stream has had this record before it came to us."""
        return self.floor is not None and offset < self.floor[place]

    def offer(self, frame: StreamFrame) -> None:
        """Add an event; a stream whose queue is full is ended instead, and can resume from its last position."""
        if self._reason is not None:
            return
        if len(self._waiting) >= self.limit:
            self.end("too_slow")
            return
        self._waiting.append(frame)
        self._something.set()

    def end(self, reason: str) -> None:
        """End the stream after what waits."""
        self._reason = self._reason or reason
        self._something.set()

    async def next(self, seconds: float) -> StreamFrame | None:
        """The next event, or None when nothing came in time; raises Ended."""
        if not self._waiting and self._reason is None:
            self._something.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._something.wait()
            except TimeoutError:
                return None
        if self._waiting:
            return self._waiting.popleft()
        raise Ended(self._reason or "")
