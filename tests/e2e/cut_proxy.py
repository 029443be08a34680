"""A TCP proxy on this machine whose open connections a test may cut, as a network that breaks."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

CHUNK = 65_536


class CutProxy:
    """Passes bytes on to a base address; `cut` ends every connection that is open now. Use it in a `with`."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self._target = parts.hostname or "", parts.port or 80
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._accept, name="cut-proxy")
        self._connections: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes who accepts, which closing alone does not
        self._thread.join()
        self._listener.close()
        self.cut()
        for each in self._connections:
            each.join()

    def cut(self) -> int:
        """End every connection that is open now; returns how many sockets that were."""
        with self._lock:
            ended = list(self._open)
        for each in ended:
            _end(each)
        return len(ended)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # nothing is accepted any more
            while True:
                client, _ = self._listener.accept()
                connection = threading.Thread(target=self._serve, args=(client,), name="cut-proxy connection")
                self._connections.append(connection)
                connection.start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._target) as server:
            with self._lock:
                self._open |= {client, server}
            back = threading.Thread(target=_pass_on, args=(server, client), name="cut-proxy back")
            back.start()
            _pass_on(client, server)
            back.join()
            with self._lock:
                self._open -= {client, server}


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(CHUNK):
            sink.sendall(chunk)
    _end(source)
    _end(sink)


def _end(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
