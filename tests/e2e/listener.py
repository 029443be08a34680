"""A front end that follows the event stream in a thread, and whose connection a test may break in the middle."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

OPENING_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One server-sent event as it came: the position after it, its type, its JSON."""

    id: str
    kind: str
    data: bytes

    def json(self) -> Any:
        return json.loads(self.data)


class Listener:
    """One connection to `GET /v1/stream`; it does not come back by itself. Use it in a `with`."""

    def __init__(self, base: str, key: str, *, last_id: str | None = None, query: str = "") -> None:
        parts = urlsplit(base)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=OPENING_SECONDS)
        headers = {"Authorization": f"Bearer {key}"} | ({"Last-Event-ID": last_id} if last_id else {})
        self._connection.request("GET", f"/v1/stream{query}", headers=headers)
        self._socket: socket.socket = self._connection.sock
        self._answer = self._connection.getresponse()
        assert self._answer.status == HTTPStatus.OK, self._answer.read()
        self._socket.settimeout(None)
        self.heard: list[Heard] = []
        self._thread = threading.Thread(target=self._read, name="listener")
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.cut()

    @property
    def events(self) -> list[Heard]:
        """What came, without the stream's words about itself."""
        return [each for each in self.heard if "." in each.kind]

    @property
    def last_id(self) -> str | None:
        """Where a front end goes on that has seen everything heard here."""
        return self.heard[-1].id if self.heard else None

    def cut(self) -> None:
        """Break the connection as a lost network would, in whatever place it is."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(OPENING_SECONDS)
        self._connection.close()

    def _read(self) -> None:
        fields: dict[bytes, bytes] = {}
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            while line := self._answer.readline():
                name, _, value = line.rstrip(b"\r\n").partition(b":")
                if name or value:
                    fields[name] = value.removeprefix(b" ")
                    continue
                if b"data" in fields:
                    said = fields.get(b"id", b"").decode(), fields.get(b"event", b"").decode(), fields[b"data"]
                    self.heard.append(Heard(*said))
                fields = {}
