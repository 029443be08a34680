"""Limits of bytes and time on a connection: for heads, for bodies, for answers left unread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from chassis.http.problem import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one connection."""

    head_bytes: int = 32_768  # request line and header fields: a token has 16 KiB, everything else is small
    head_fields: int = 100  # browsers and proxies send about thirty
    head_seconds: float = 10.0  # from connecting, or from the first byte of a later head, to its end
    body_bytes_per_second: int = 1_024  # far below any line, far above what is sent to hold a socket
    body_span_seconds: float = 10.0  # the rate is asked of each such span, so that a short pause costs nothing
    body_seconds: float = 60.0  # for a whole body: the largest one, 8 MiB, then needs 140 kB/s
    unread_seconds: float = 30.0  # an answer the client does not read may wait for so long


class PatientProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, which by itself takes a head of any length and waits for one, and for a body, for ever.

    A request that comes whole in one read, as nearly all do, starts no timer.
    """

    limits: ClassVar[Limits] = Limits()

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - as uvicorn calls it
        super().__init__(*args, **more)
        self._begun = False  # the first byte of a request has come and its last has not
        self._in_body = False
        self._silent = 0  # bytes that came since the parser last told of a body's: a head, a trailer, framing
        self._oversized = False
        self._body = self._mark = self._spans = 0
        self._timer: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait(self.limits.head_seconds, self._head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._cancel_timer()
        self._cancel_unread_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what the parser holds back of a field that has no end counts by what came in."""
        self._silent += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._begun and self._silent > self.limits.head_bytes:
            self._refuse(_too_large(self.limits))
        elif self._timer is None and self._in_body:
            self._wait(self.limits.body_span_seconds, self._body_is_late)
        elif self._timer is None and (self._begun or not self._answering()):
            self._wait(self.limits.head_seconds, self._head_is_late)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._begun = True
        self._silent = 0

    def on_headers_complete(self) -> None:
        """The head is whole; one that is too large stops the parser, and uvicorn then asks for a refusal."""
        self._cancel_timer()
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > self.limits.head_bytes or len(self.headers) > self.limits.head_fields:
            self._oversized = True
            raise ValueError("the head is too large")
        super().on_headers_complete()
        self._in_body = True
        self._silent = self._body = self._mark = self._spans = 0

    def on_body(self, body: bytes) -> None:
        """Count a part of the body."""
        self._silent = 0
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole; the next byte begins another."""
        self._cancel_timer()
        self._begun = self._in_body = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, and a head that is too large."""
        if self._oversized:
            self._refuse(_too_large(self.limits))
        else:
            self._refuse(Problem(400, "Malformed request", "This is not HTTP.", code="malformed", reason="not_http"))

    def pause_writing(self) -> None:
        """The client does not read its answer: give it some time."""
        super().pause_writing()
        self._unread = self.loop.call_later(self.limits.unread_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It reads."""
        self._cancel_unread_timer()
        super().resume_writing()

    def _answering(self) -> bool:
        """Whether a request of this connection has no whole answer yet."""
        cycle: RequestResponseCycle | None = self.cycle  # none before the first head, whatever uvicorn's types say
        return cycle is not None and not cycle.response_complete

    def _head_is_late(self) -> None:
        if self._answering():  # it sent a part of a request behind another: that one is still answered
            self.cycle.keep_alive = False
        elif self._begun:
            self._refuse(_too_slow("head"))
        else:
            self.transport.close()

    def _body_is_late(self) -> None:
        self._timer = None
        limits = self.limits
        if not self.flow.read_paused:  # paused, it is we who do not read
            self._spans += 1
            slow = self._body - self._mark < limits.body_bytes_per_second * limits.body_span_seconds
            if slow or self._spans * limits.body_span_seconds >= limits.body_seconds:
                self._refuse(_too_slow("body"))
                return
            self._mark = self._body
        self._wait(limits.body_span_seconds, self._body_is_late)

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        self._timer = self.loop.call_later(seconds, then)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _cancel_unread_timer(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _refuse(self, problem: Problem) -> None:
        """Answer with the reason, unless an earlier answer is under way, and close."""
        self._cancel_timer()
        own = self._in_body and not self.cycle.response_started and not self.pipeline
        if own or not self._answering():
            response = problem.response()
            fields = [*response.raw_headers, (b"x-content-type-options", b"nosniff"), (b"connection", b"close")]
            head = b"".join(b"%b: %b\r\n" % field for field in fields)
            self.transport.write(STATUS_LINE[problem.status] + head + b"\r\n" + bytes(response.body))
        self.transport.close()


def _too_large(limits: Limits) -> Problem:
    detail = f"A head may have {limits.head_bytes} bytes and {limits.head_fields} fields."
    return Problem(431, "Request header fields too large", detail, code="head_too_large")


def _too_slow(part: str) -> Problem:
    return Problem(408, "Request timeout", f"The {part} of the request did not come in time.", code="too_slow")
