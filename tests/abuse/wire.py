"""How attacks speak: whole HTTP requests over connections that stay, and bytes as they are over a socket."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import string
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from tests.e2e.rig import Answer

TIMEOUT_SECONDS = 30.0
ASCII = string.printable  # the client sends no other characters in a path as they are
STATUS_LINE = b"HTTP/1.1 "


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `body` is sent as it is when it is bytes, else as JSON."""

    method: str
    path: str
    key: str = ""
    body: Any = None
    headers: Mapping[str, str] | None = None
    head_only: bool = False  # the answer does not end by itself: its status and headers are enough

    @property
    def content(self) -> bytes | None:
        """The body as it is sent."""
        return self.body if isinstance(self.body, bytes) or self.body is None else json.dumps(self.body).encode()

    @property
    def all_headers(self) -> dict[str, str]:
        """What is sent, credential and media type included; the request's own come last."""
        given = {"authorization": f"Bearer {self.key}"} if self.key else {}
        typed = {} if self.body is None else {"content-type": "application/json"}
        return {**given, **typed, **(self.headers or {})}

    def text(self) -> str:
        """Everything that was said, to know what of an answer is an echo."""
        return f"{self.path}\n{(self.content or b'').decode(errors='replace')}\n{json.dumps(self.all_headers)}"

    def __str__(self) -> str:
        """In one line for a report; the credential is left out."""
        content = (self.content or b"").decode(errors="backslashreplace")
        return f"{self.method} {self.path[:300]} {content[:300]}".strip()


class Wire:
    """Connections to one address, one for each thread, until they are closed together."""

    def __init__(self, base: str) -> None:
        self._parts = urlsplit(base)
        self._of_thread = threading.local()
        self._opened: list[http.client.HTTPConnection] = []

    def send(self, request: Request) -> Answer:
        """The whole answer, whatever its status. A connection that the other end has closed is opened once more."""
        kept = getattr(self._of_thread, "connection", None)
        if kept is not None:
            with contextlib.suppress(http.client.HTTPException, OSError):
                return self._ask(kept, request)
            kept.close()
        self._of_thread.connection = self._open()
        return self._ask(self._of_thread.connection, request)

    def close(self) -> None:
        """End every connection."""
        while self._opened:
            self._opened.pop().close()

    def _open(self) -> http.client.HTTPConnection:
        made = http.client.HTTPConnection(self._parts.hostname or "", self._parts.port, timeout=TIMEOUT_SECONDS)
        self._opened.append(made)
        return made

    def _ask(self, connection: http.client.HTTPConnection, request: Request) -> Answer:
        connection.request(request.method, quote(request.path, safe=ASCII), request.content, request.all_headers)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        if request.head_only:
            connection.close()
            return Answer(answer.status, headers, b"")
        return Answer(answer.status, headers, answer.read())

    def socket(self, timeout_seconds: float = 5.0) -> socket.socket:
        """A bare connection."""
        return socket.create_connection((self._parts.hostname, self._parts.port), timeout_seconds)

    def raw(self, content: bytes, within_seconds: float = 3.0) -> bytes:
        """Send these bytes and give all that comes back until the other end closes or is quiet for so long."""
        said = b""
        with self.socket(within_seconds) as connection, contextlib.suppress(OSError):
            connection.sendall(content)
            while piece := connection.recv(65_536):
                said += piece
        return said


def statuses(said: bytes) -> list[int]:
    """The status of every answer in what a bare connection gave back."""
    return [int(each[:3]) for each in said.split(STATUS_LINE)[1:] if each[:3].isdigit()]
