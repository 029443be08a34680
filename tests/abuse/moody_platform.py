"""A platform whose mood is in the words it is sent: it takes a reply well, refuses it, is busy, hangs, or resets.

A withdrawal has no words: its mood is told to the platform beforehand. That of a webhook is in its address.
"""

from __future__ import annotations

import json
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

BUSY_SECONDS = "600"  # longer than anybody looks
ANSWERS = {
    "refuses": HTTPStatus.BAD_REQUEST,
    "busy": HTTPStatus.TOO_MANY_REQUESTS,
    "keeps": HTTPStatus.CONFLICT,
    "gone": HTTPStatus.GONE,
}


class MoodyPlatform:
    """Listens on loopback while it is entered; `withdraws` is its mood for withdrawals."""

    def __init__(self) -> None:
        self.withdraws = "well"
        self._hanging = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True  # of connections that senders keep open
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign] # a sender that gives up is no fault
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        """Begin to listen."""
        threading.Thread(target=self._server.serve_forever, name="moody-platform").start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let go of whoever waits, and end."""
        self.let_go()
        self._server.shutdown()
        self._server.server_close()

    def let_go(self) -> None:
        """Answer whoever hangs now; who comes later hangs anew."""
        hanging, self._hanging = self._hanging, threading.Event()
        hanging.set()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
                content = self.rfile.read(int(self.headers["content-length"]))
                sent = json.loads(content)
                said = platform.withdraws.encode() if sent.get("kind") == "withdrawal" else content + self.path.encode()
                self.close_connection = True
                if b"resets" in said:
                    return
                if b"hangs" in said:
                    platform._hanging.wait()
                status = next((status for mood, status in ANSWERS.items() if mood.encode() in said), HTTPStatus.OK)
                content = json.dumps({"external_id": f"out-{sent.get('id')}"}).encode()
                self.send_response(status)
                self.send_header("retry-after", BUSY_SECONDS)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
