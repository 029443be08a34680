"""`GET /v1/stream` as an iterator that goes on where it was cut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

import httpx

from muster_client.errors import MusterError
from muster_client.retry import PATIENCE, retry_after
from muster_client.sse import Frame, FrameReader
from muster_client.transport import Transport

EndReason = Literal["too_slow", "credential_ended", "scope_ended", "log_away", "shutting_down"]
REASONS: tuple[EndReason, ...] = get_args(EndReason)
PASSING = PATIENCE | {500, 502, 504}
OPENING_SECONDS = 10.0
MOST_DOUBLINGS = 16  # of the pause; by then it is the longest


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """Something happened. `data` is as AsyncAPI describes its type; `id` is the position behind it."""

    type: str
    id: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StreamReady:
    """The first position; what happens from now on is told."""

    id: str


@dataclass(frozen=True, slots=True)
class StreamReset:
    """More was missed than is kept: read the lists again. What happens from now on is told."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """The API ended the connection. The iterator goes on, unless the caller's rights ended."""

    reason: EndReason


Told = StreamEvent | StreamReady | StreamReset | StreamEnd


@dataclass(slots=True)
class Follower:
    """Follows the stream at `url`. `renews` says whether the credential is a function, which can give a new one."""

    transport: Transport
    url: str
    last: str | None
    silence_seconds: float
    renews: bool

    def follow(self) -> Iterator[Told]:
        """What is told, for ever; ends with the caller's rights."""
        failed = 0
        while True:
            asked: float | None = None
            try:
                for frame in self._connection():
                    failed = 0
                    self.last = self.last if frame.id is None else frame.id
                    told = _read(frame)
                    if told is not None:
                        yield told
                    if self._is_over(told):
                        return
            except httpx.TransportError:
                pass  # it was cut: the next connection goes on behind the last position
            except MusterError as refused:
                if refused.status not in PASSING:
                    raise
                asked = retry_after(refused.headers)
            failed += 1
            patience = self.transport.retry.pause(min(failed, MOST_DOUBLINGS), asked)
            self.transport.sleep(patience if patience is not None else asked or 0.0)

    def _connection(self) -> Iterator[Frame]:
        """The frames of one connection."""
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store", **self.transport.credential()}
        if self.last is not None:
            headers["Last-Event-ID"] = self.last
        timeout = httpx.Timeout(OPENING_SECONDS, read=self.silence_seconds)
        with self.transport.http.stream("GET", self.url, headers=headers, timeout=timeout) as answer:
            if not answer.is_success:
                answer.read()
                raise MusterError.of(answer)
            frames = FrameReader()
            for piece in answer.iter_text():
                yield from frames.take(piece)

    def _is_over(self, told: Told | None) -> bool:
        if not isinstance(told, StreamEnd):
            return False
        return told.reason == "scope_ended" or (told.reason == "credential_ended" and not self.renews)


def _read(frame: Frame) -> Told | None:
    if not frame.data:
        return None  # a heartbeat: only the position moved
    body = json.loads(frame.data)
    position = frame.id or ""
    match frame.event:
        case "ready":
            return StreamReady(position)
        case "reset":
            return StreamReset(position, body["reason"])
        case "end":
            return StreamEnd(cast("EndReason", body["reason"]))
    return StreamEvent(frame.event, position, body)
