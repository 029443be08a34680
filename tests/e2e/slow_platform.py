"""A platform that takes replies and does not answer until it is told to, and says which process brought each."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import psutil


@dataclass(slots=True)
class SlowPlatform:
    """Listens on loopback. `taken` is (key, port of the sender) of each request, in the order they came."""

    taken: list[tuple[str, int]] = field(default_factory=list)
    answering: threading.Event = field(default_factory=threading.Event)
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        """Begin to listen on a free port."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign] # a sender that died is the story
        threading.Thread(target=self._server.serve_forever, name="slow-platform").start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Answer whoever waits, and end."""
        self.answering.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def url(self) -> str:
        """Its base."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_port}"

    def brought_by(self, pid: int) -> set[str]:
        """Keys whose request is on a connection of this process now."""
        ports = {each.laddr.port for each in psutil.Process(pid).net_connections(kind="tcp4")}
        return {key for key, port in list(self.taken) if port in ports}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                platform.taken.append((body["id"], self.client_address[1]))
                platform.answering.wait()
                answer = json.dumps({"external_id": f"out-{body['id']}"}).encode()
                self.send_response(HTTPStatus.OK)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
