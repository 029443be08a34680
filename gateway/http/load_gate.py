"""Who is taken under overload: a request takes a place of its lane before anything else is done for it, or is shed."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from functools import partial

from prometheus_client import Counter, Gauge

from chassis.http.body import App, Message, Receive, Scope, Send, header
from chassis.http.observed import LANE_NAME, ROUTE_NAME
from chassis.http.problem import Refusal
from gateway.domain.openapi import Operation
from gateway.domain.places import RequestPlaces, retry_after
from gateway.domain.request_lanes import HOLD_NO_PLACE, RequestLane, lane_of, lane_of_post
from gateway.http.operations import Operations

API = "/v1/"
POST_EVENTS = "postEvents"
UNKNOWN_LANE = RequestLane.BULK  # of what no operation has: it will be refused in any case
AWAY = frozenset({503, 504})

SHED = Counter("muster_gateway_shed", "Requests refused because the gateway was full for their lane.", ("lane",))
LIMIT = Gauge("muster_gateway_concurrency_limit", "How many requests may be under way at once now, by their latency.")
UNDER_WAY = Gauge("muster_gateway_requests_under_way", "Requests that hold a place; streams hold none.", ("lane",))
_SHED = {lane: SHED.labels(str(lane)) for lane in RequestLane}


class Overloaded(Refusal):
    """The house is too full for a request of this lane; nothing of it was read or done."""

    STATUS, CODE = 503, "overloaded"

    def __init__(self, lane: RequestLane, seconds: int) -> None:
        """Name the lane, and after how many seconds to try again."""
        detail = f"Too much is under way to take a request of the lane {lane} now; nothing was done. Try again later."
        fields = {"Retry-After": str(seconds), "Muster-Lane": str(lane), "Muster-Shed": "overload"}
        super().__init__("Overloaded", detail, headers=fields, lane=str(lane))


class LoadGate:
    """ASGI middleware in front of everything that costs: sessions, credentials, bodies, stores and services.

    A place is held while we work, not while the client sends or takes: who is slow on purpose fills no house.
    """

    def __init__(
        self,
        app: App,
        *,
        operations: Callable[[], Operations],
        places: RequestPlaces,
        clock: Callable[[], float] = time.monotonic,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """`operations`, those of the whole API, are there once the application is built; `draw` gives 0 to below 1."""
        self._app = app
        self._operations = operations
        self._places = places
        self._clock = clock
        self._draw = draw

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self._app(scope, receive, send)
            return
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        operation = self._operations().find(method, scope["path"])
        lane = scope[LANE_NAME] = _lane(scope, operation)
        if operation is not None and operation.id in HOLD_NO_PLACE:
            await self._app(scope, receive, send)
        elif self._places.take(lane):
            await self._serve(scope, operation, lane, receive, send)
        else:
            await self._shed(scope, operation, lane, receive, send)

    async def _serve(
        self, scope: Scope, operation: Operation | None, lane: RequestLane, receive: Receive, send: Send
    ) -> None:
        place = _Place(self._places, lane, self._clock, receive, send)
        try:
            await self._app(scope, place.receive, place.send)
        finally:
            place.end()
            if place.status in AWAY:
                self._places.limit.failed(self._clock())
            elif operation is not None and 0 < place.status < 400:  # a refusal costs less than what was asked for
                self._places.limit.answered(f"{operation.id} {lane}", place.seconds, self._clock())

    async def _shed(
        self, scope: Scope, operation: Operation | None, lane: RequestLane, receive: Receive, send: Send
    ) -> None:
        _SHED[lane].inc()
        if operation is not None:
            scope[ROUTE_NAME] = operation.path
        await Overloaded(lane, retry_after(lane, self._draw())).response()(scope, receive, send)


class _Place:
    """The place of one request, which is free for others while the request waits for its client.

    `seconds` are those from its head to its answer's head in which we worked; `status` is 0 without an answer.
    """

    def __init__(
        self, places: RequestPlaces, lane: RequestLane, clock: Callable[[], float], receive: Receive, send: Send
    ) -> None:
        self._places, self._lane, self._clock = places, lane, clock
        self._receive, self._send = receive, send
        self._began = clock()
        self._waits = 0
        self._whole = self._ended = False
        self.status = 0
        self.seconds = 0.0

    async def receive(self) -> Message:
        """What the client sends; once the body is whole one waits for it to go, beside the work."""
        if self._whole:
            return await self._receive()
        asked = self._clock()
        with self._waiting():
            message = await self._receive()
        self._began += self._clock() - asked
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Answer the client, who may be slow to take it."""
        if message["type"] == "http.response.start":
            self.status, self.seconds = message["status"], self._clock() - self._began
            message["headers"] = [*message.get("headers", ()), (b"muster-lane", self._lane.encode())]
        with self._waiting():
            await self._send(message)

    def end(self) -> None:
        """Give the place back for good."""
        if not self._waits:
            self._places.give_back(self._lane)
        self._ended = True

    @contextlib.contextmanager
    def _waiting(self) -> Iterator[None]:
        if self._ended:
            yield
            return
        if not self._waits:
            self._places.give_back(self._lane)
        self._waits += 1
        try:
            yield
        finally:
            self._waits -= 1
            if not self._waits and not self._ended:
                self._places.take_again(self._lane)


def show(places: RequestPlaces) -> None:
    """Have the metrics of this process tell of these places."""
    LIMIT.set_function(lambda: places.limit.places)
    for lane in RequestLane:
        UNDER_WAY.labels(str(lane)).set_function(partial(places.under_way, lane))


def _lane(scope: Scope, operation: Operation | None) -> RequestLane:
    if operation is None:
        return UNKNOWN_LANE
    if operation.id != POST_EVENTS:
        return lane_of(operation.id)
    media_type = (header(scope, b"content-type") or b"").decode("latin-1").partition(";")[0].strip().lower()
    declared = header(scope, b"content-length")
    return lane_of_post(media_type, int(declared) if declared is not None and declared.isdigit() else None)
