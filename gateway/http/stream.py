"""GET /v1/stream: what happens in a brand, as server-sent events that resume with Last-Event-ID."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator

from prometheus_client import Gauge
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from chassis.errors import Unauthenticated, Unavailable
from chassis.http.problem import FieldError, Forbidden, Invalid, Problem
from chassis.messaging import LogError
from gateway.application.access import VerifiedCaller
from gateway.application.feed import Feed, TooFarBehind
from gateway.application.gateway import Gateway
from gateway.application.subscription import Ended, Subscription
from gateway.domain.position import BadPosition, decode, encode
from gateway.domain.streams import may_see
from gateway.domain.tickets import read_ticket
from gateway.http.credentials import credential_of
from gateway.http.feed_query import filter_of

SCOPE = "stream:read"
PARAMETERS = frozenset({"last_event_id", "ticket"})
CHECK_SECONDS = 1.0  # how long rights that were taken back may go on showing events
QUIET_SECONDS = (
    3.0  # how long a stream without events may outlive its credential; the second Access remembers comes on top
)
OPEN = Gauge("muster_gateway_streams_open", "Streams that clients hold open here.")
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Stream:
    """The ASGI route; every refusal is a plain answer before the stream begins."""

    def __init__(self) -> None:
        self._open: Counter[tuple[str, str]] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one stream until its client, its token, its own slowness or a shutdown ends it."""
        gateway: Gateway = scope["app"].state.application
        request = Request(scope)
        credential = await _credential(gateway, request)
        scope["principal"] = (caller := await gateway.access.caller(credential)).principal
        if SCOPE not in caller.principal.scopes:
            raise Forbidden(SCOPE)
        wanted = filter_of(request, PARAMETERS)
        subscription = Subscription(caller.principal.brand, wanted, gateway.settings.stream_queue_events)
        last = request.headers.get("last-event-id") or request.query_params.get("last_event_id")
        async with contextlib.AsyncExitStack() as stack:
            stack.enter_context(self._counted(caller, gateway.settings.streams_per_person))
            if not gateway.publisher.ready:  # a reader that runs already would not tell that the log hangs
                raise Unavailable("kafka")
            partitions = await stack.enter_async_context(_joined(gateway.feed))
            position = _position(last, partitions)
            stack.callback(gateway.feed.unsubscribe, subscription)
            watching = asyncio.create_task(_watch(receive, subscription), name="stream-client")
            stack.callback(watching.cancel)
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            rights = _Rights(gateway, credential or "", caller)
            async for chunk in _chunks(gateway, subscription, position, rights):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    @contextlib.contextmanager
    def _counted(self, caller: VerifiedCaller, most: int) -> Iterator[None]:
        key = (caller.principal.brand, caller.principal.subject)
        if self._open[key] >= most:
            detail = f"One caller may have {most} streams open."
            raise Problem(429, "Too many streams", detail, code="too_many_streams", headers={"Retry-After": "5"})
        self._open[key] += 1
        OPEN.inc()
        try:
            yield
        finally:
            OPEN.dec()
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]


class _Rights:
    """What the caller may see, asked again at most once a second; ends the stream with the credential."""

    def __init__(self, gateway: Gateway, credential: str, caller: VerifiedCaller) -> None:
        self._gateway = gateway
        self._credential = credential
        self._caller = caller
        self._asked_at = time.monotonic()

    async def ask(self) -> frozenset[str]:
        """The scopes now; raises Ended when the credential or the right to the stream is gone."""
        if time.monotonic() - self._asked_at >= CHECK_SECONDS:
            try:
                self._caller = await self._gateway.access.caller(self._credential)
            except Unauthenticated:
                raise Ended("credential_ended") from None
            except Unavailable:  # the store is unavailable: the last answer counts until it is back
                pass
            self._asked_at = time.monotonic()
        expires_at = self._caller.expires_at
        if expires_at is not None and expires_at <= self._gateway.clock.now():
            raise Ended("credential_ended")
        if SCOPE not in self._caller.principal.scopes:
            raise Ended("scope_ended")
        return self._caller.principal.scopes

    def seconds_left(self, otherwise: float) -> float:
        """How long to wait at most before asking again."""
        if self._caller.expires_at is None:
            return otherwise
        left = (self._caller.expires_at - self._gateway.clock.now()).total_seconds()
        return min(otherwise, max(0.0, left))


async def _chunks(
    gateway: Gateway, subscription: Subscription, position: list[int] | None, rights: _Rights
) -> AsyncIterator[bytes]:
    """The stream's bytes: a first position, what was missed, what comes, heartbeats with positions, a last word."""
    heartbeat = gateway.settings.stream_heartbeat_seconds
    if position is None:
        yield _control_frame("ready", {}, encode(gateway.feed.subscribe(subscription)))
    else:
        try:
            async for missed in gateway.feed.resume(subscription, position):
                if may_see(missed.event_type, await rights.ask()):
                    yield missed.wire()
        except TooFarBehind:
            yield _control_frame("reset", {"reason": "too_far_behind"}, encode(gateway.feed.subscribe(subscription)))
        except (LogError, Ended) as error:
            yield _control_frame("end", {"reason": error.reason if isinstance(error, Ended) else "log_away"}, None)
            return
    beats_at = time.monotonic() + heartbeat
    try:
        while True:
            to_beat = max(0.0, beats_at - time.monotonic())
            frame = await subscription.next(rights.seconds_left(min(to_beat, QUIET_SECONDS)))
            scopes = await rights.ask()
            if frame is None and time.monotonic() >= beats_at:
                beats_at = time.monotonic() + heartbeat
                yield b": heartbeat\nid: %b\n\n" % encode(gateway.feed.position_of(subscription)).encode()
            elif frame is not None and may_see(frame.event_type, scopes):
                yield frame.wire()
    except Ended as ended:
        yield _control_frame("end", {"reason": ended.reason}, None)


async def _credential(gateway: Gateway, request: Request) -> str | None:
    """The credential of a request, or the one its ticket stands for."""
    given = request.query_params.get("ticket")
    if given is None:
        return credential_of(request.scope)
    ticket = read_ticket(given)
    credential = await gateway.tickets.use(ticket) if ticket is not None else None
    if credential is None:
        raise Unauthenticated("the ticket was used before, is too old, or is none")
    return credential


@contextlib.asynccontextmanager
async def _joined(feed: Feed) -> AsyncIterator[int]:
    """Join the feed; an unavailable log is a 503 here, before the stream begins."""
    async with contextlib.AsyncExitStack() as stack:
        try:
            partitions = await stack.enter_async_context(feed.joined())
        except LogError as error:
            raise Unavailable("kafka") from error
        yield partitions


async def _watch(receive: Receive, subscription: Subscription) -> None:
    """End the subscription when the client goes."""
    while (await receive())["type"] != "http.disconnect":
        pass
    subscription.end("gone")


def _position(last: str | None, partitions: int) -> list[int] | None:
    if not last:
        return None
    try:
        return decode(last, partitions)
    except BadPosition:
        raise Invalid([FieldError("#header/Last-Event-ID", "is not an id of this stream", "position")]) from None


def _control_frame(event: str, content: dict[str, str], position: str | None) -> bytes:
    """A word of the stream about itself."""
    head = f"id: {position}\n" if position is not None else ""
    return f"{head}event: {event}\ndata: {json.dumps(content)}\n\n".encode()
