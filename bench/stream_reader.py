"""A process that reads many open event streams with plain sockets.

It looks for the id of each event and for little else, so that reading takes as few of the cores as can be: an event's
time of sending is read from its JSON once, where it first comes, and known by its id in every other stream.
"""

from __future__ import annotations

import json
import selectors
import socket
import time
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection

from bench.gets import percentile

READ_BYTES = 256 * 1024
OPEN_SECONDS = 60.0
AT_ONCE = 50  # streams opened before the answers to them are read


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams to open: at one address, of each key so many, of one type of event."""

    host: str
    port: int
    keys: Sequence[str]
    each: int
    event_type: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What came in a run: arrivals over all streams, different events, milliseconds from sending, streams cut."""

    arrivals: int
    events: int
    fewest: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    cut: int


@dataclass(slots=True, eq=False)
class _Stream:
    socket: socket.socket
    rest: bytes = b""
    is_ready: bool = False
    events: int = 0


@dataclass(slots=True)
class Reader:
    """Reads until it is told to end; `orders` takes `count`, `tell` (which begins a new run) and `end`."""

    orders: Connection
    event_type: str
    _waits: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _streams: list[_Stream] = field(default_factory=list)
    _sent: dict[bytes, float] = field(default_factory=dict)
    _seconds: array[float] = field(default_factory=lambda: array("d"))
    _ends: Counter[str] = field(default_factory=Counter)

    def open(self, streams: Streams) -> None:
        """Open all of them, and tell how many are open from time to time; None says that all are.

        Raises:
            SystemExit: Not all were ready in time.
        """
        give_up = time.monotonic() + OPEN_SECONDS
        for number, key in enumerate([key for key in streams.keys for _ in range(streams.each)]):
            made = socket.create_connection((streams.host, streams.port))
            path = f"/v1/stream?types={streams.event_type}"
            head = f"GET {path} HTTP/1.1\r\nHost: {streams.host}\r\nAuthorization: Bearer {key}\r\n\r\n"
            made.sendall(head.encode())
            made.setblocking(False)
            stream = _Stream(made)
            self._streams.append(stream)
            self._waits.register(made, selectors.EVENT_READ, stream)
            if (number + 1) % AT_ONCE == 0:
                self._until_ready(give_up)
                self.orders.send(len(self._streams))
        self._until_ready(give_up)
        self.orders.send(None)
        self._waits.register(self.orders, selectors.EVENT_READ, None)

    def _until_ready(self, give_up: float) -> None:
        while not all(stream.is_ready for stream in self._streams):
            if time.monotonic() > give_up or self._ends:
                ready = sum(stream.is_ready for stream in self._streams)
                raise SystemExit(f"{ready} of {len(self._streams)} streams are open, ended: {dict(self._ends)}")
            for key, _ in self._waits.select(1.0):
                self._receive(key.data)

    def run(self) -> None:
        """Read and obey."""
        while True:
            for key, _ in self._waits.select():
                if key.data is not None:
                    self._receive(key.data)
                elif (order := self.orders.recv()) == "end":
                    return
                else:
                    self.orders.send(len(self._seconds) if order == "count" else self._told())

    def _receive(self, stream: _Stream) -> None:
        chunk = stream.socket.recv(READ_BYTES)
        now = time.time()
        if not chunk:
            self._ends["closed"] += 1
            self._waits.unregister(stream.socket)
            return
        *frames, stream.rest = (stream.rest + chunk).split(b"\n\n")
        for frame in frames:
            began = frame.find(b"\nid: ")
            ended = frame.find(b"\ndata: ", began)
            name = frame[began:ended]  # id and type
            sent = self._sent.get(name)
            if sent is None:
                sent = self._first(stream, name, frame[ended + 7 :])
            if sent is not None:
                stream.events += 1
                self._seconds.append(now - sent)

    def _first(self, stream: _Stream, name: bytes, content: bytes) -> float | None:
        """When an event that was not heard of before was sent; None for a word of the stream about itself."""
        kind = name.partition(b"\nevent: ")[2].decode()
        if kind == "ready":
            stream.is_ready = True
        if kind != self.event_type:
            return None
        sent = self._sent[name] = datetime.fromisoformat(json.loads(content)["sent_at"]).timestamp()
        return sent

    def _told(self) -> Heard:
        seconds = self._seconds or array("d", [0.0])
        heard = Heard(
            len(self._seconds),
            len(self._sent),
            min(stream.events for stream in self._streams),
            percentile(seconds, 0.5) * 1000,
            percentile(seconds, 0.99) * 1000,
            max(seconds) * 1000,
            self._ends.total(),
        )
        self._seconds = array("d")
        self._sent.clear()
        for stream in self._streams:
            stream.events = 0
        return heard


def read(streams: Streams, orders: Connection) -> None:
    """The process: opens the streams and reads them."""
    reader = Reader(orders, streams.event_type)
    reader.open(streams)
    reader.run()
