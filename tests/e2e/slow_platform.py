"""A platform that takes replies and answers when and as it is told to, and says which process brought each."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal, Self

import psutil


@dataclass(slots=True)
class SlowPlatform:
    """Listens on loopback. `taken` is (reply, port of the sender) of each reply it has, in the order they came.

    It keeps Standard Webhooks' promise of a receiver: a `webhook-id` it knows is answered again and taken no second
    time; `again` counts those. A reply that came under two ids would be taken twice.

    `mood`: "well" answers once `answering` is set, "busy" refuses with 429, "resets" takes the reply and hangs up.
    """

    taken: list[tuple[str, int]] = field(default_factory=list)
    answering: threading.Event = field(default_factory=threading.Event)
    mood: Literal["well", "busy", "resets"] = "well"
    again: int = 0
    _known: set[str] = field(default_factory=set)
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

    @property
    def replies(self) -> set[str]:
        """The replies it has."""
        return {key for key, _ in list(self.taken)}

    def brought_by(self, pid: int) -> set[str]:
        """Keys whose request is on a connection of this process now."""
        ports = {each.laddr.port for each in psutil.Process(pid).net_connections(kind="tcp4")}
        return {key for key, port in list(self.taken) if port in ports}

    def _take(self, webhook_id: str, reply: str, port: int) -> None:
        if webhook_id in self._known:
            self.again += 1
            return
        self._known.add(webhook_id)
        self.taken.append((reply, port))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                self.close_connection = True
                if platform.mood == "busy":
                    self.send_response(HTTPStatus.TOO_MANY_REQUESTS)
                    self.send_header("retry-after", "1")
                    self.send_header("content-length", "0")
                    self.end_headers()
                    return
                platform._take(self.headers["webhook-id"], body["id"], self.client_address[1])
                if platform.mood == "resets":
                    return
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
