"""What lies between a client and the gateway: answers 503 once, and cuts streams in the middle of an event."""

from __future__ import annotations

import contextlib
import http.client
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from tests.support.listener import QuietHandler, listening

PATIENCE_SECONDS = 1
NOT_PASSED_ON = frozenset({"connection", "transfer-encoding", "content-length", "host"})


@dataclass(frozen=True, slots=True)
class Passed:
    """A request as it came, and the status it was answered with here; header names are lower case."""

    method: str
    path: str
    headers: dict[str, str]
    status: int


@dataclass
class InBetween:
    """`refused` are requests to be answered 503 once; each stream in turn is cut after so many events of `cuts`."""

    target: str
    refused: list[str] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    url: str = ""

    def of(self, method: str, path: str) -> list[Passed]:
        """The requests to a path, in the order they were answered."""
        return [each for each in self.passed if (each.method, each.path.partition("?")[0]) == (method, path)]


@contextlib.contextmanager
def in_between(target: str) -> Iterator[InBetween]:
    """Stand before the gateway at `target`."""
    state = InBetween(target)

    class Handler(QuietHandler):
        protocol_version = "HTTP/1.1"

        def __getattr__(self, name: str) -> object:
            if name.startswith("do_"):
                return lambda: _pass(self, state)
            raise AttributeError(name)

    with listening(Handler, "in-between") as state.url:
        yield state


def _pass(handler: BaseHTTPRequestHandler, state: InBetween) -> None:
    headers = {name.lower(): value for name, value in handler.headers.items()}
    body = handler.rfile.read(int(headers.get("content-length", 0))) or None
    name = f"{handler.command} {handler.path.partition('?')[0]}"
    if name in state.refused:
        state.refused.remove(name)
        state.passed.append(Passed(handler.command, handler.path, headers, HTTPStatus.SERVICE_UNAVAILABLE))
        handler.send_response(HTTPStatus.SERVICE_UNAVAILABLE)
        handler.send_header("retry-after", str(PATIENCE_SECONDS))
        handler.send_header("content-length", "0")
        handler.end_headers()
        return
    parts = urlsplit(state.target)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    with contextlib.closing(connection):
        given = {name: value for name, value in headers.items() if name not in NOT_PASSED_ON}
        connection.request(handler.command, handler.path, body, given)
        answer = connection.getresponse()
        state.passed.append(Passed(handler.command, handler.path, headers, answer.status))
        handler.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in NOT_PASSED_ON:
                handler.send_header(name, value)
        if "event-stream" in answer.getheader("content-type", ""):
            _pass_stream(handler, answer, state.cuts.pop(0) if state.cuts else None)
            return
        whole = answer.read()
        if answer.status != HTTPStatus.NO_CONTENT:
            handler.send_header("content-length", str(len(whole)))
        handler.end_headers()
        handler.wfile.write(whole)


def _pass_stream(handler: BaseHTTPRequestHandler, answer: http.client.HTTPResponse, cut_after: int | None) -> None:
    """Pass a stream on line by line; where it is to be cut, in the middle of the event after so many."""
    handler.send_header("transfer-encoding", "chunked")
    handler.end_headers()
    handler.close_connection = True
    events = 0
    while line := answer.readline():
        events += line.startswith(b"data:")
        is_cut = cut_after is not None and events > cut_after
        piece = line[: len(line) // 2] if is_cut else line
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        if is_cut:
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
    handler.wfile.write(b"0\r\n\r\n")
