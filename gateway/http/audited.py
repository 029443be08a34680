"""Puts commands into the audit trail around their work, for the gateway's own resources and for those it forwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from chassis import crash_points
from chassis.errors import Unavailable
from chassis.http.body import App, Message, Receive, Scope, Send, header, read_body, replay
from chassis.http.problem import Problem
from gateway.application.access import VerifiedCaller
from gateway.application.audit_recording import Answered, AuditedRequest, AuditRecording
from gateway.application.gateway import Gateway
from gateway.domain.audited import is_act
from gateway.domain.openapi import Operation
from gateway.http.credentials import session_of
from gateway.http.operations import Operations

SESSION_MARK = 16  # hex digits of a session's stored hash: enough to find it, and nobody signs in by it


class Audited:
    """ASGI middleware within the guard: who is calling is known, and the body is read and of a fit size.

    A first answer that is given again to its Idempotency-Key is no second act: the guard gives it without coming here.
    """

    def __init__(
        self, app: App, *, gateway: Callable[[], Gateway], operations: Callable[[], Operations], body_limit: int
    ) -> None:
        """`gateway` and `operations`, the gateway's own, are there once the application has started."""
        self._app = app
        self._gateway = gateway
        self._operations = operations
        self._limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        caller: VerifiedCaller | None = scope.get("caller") if scope["type"] == "http" else None
        operation = None if caller is None else self._operations().find(scope["method"], scope["path"])
        if caller is None or operation is None or not is_act(scope["method"], operation):
            await self._app(scope, receive, send)
            return
        if not operation.takes(caller.principal.scopes):  # the route refuses it, and nothing happens
            await self._app(scope, receive, send)
            return
        body = await read_body(scope, receive, self._limit)
        request = request_of(scope, operation, body)

        async def work(sending: Send) -> None:
            await self._app(scope, replay(body, receive), sending)

        await carry_out(self._gateway().audit.recording, caller, request, work, send)


def request_of(scope: Scope, operation: Operation | None, body: bytes) -> AuditedRequest:
    """What the trail is told of a request."""
    tag, session = header(scope, b"if-match"), session_of(scope)
    return AuditedRequest(
        operation=operation,
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"],
        body=body,
        if_match=None if tag is None else tag.decode("latin-1").strip(),
        idempotency_key=header(scope, b"idempotency-key"),
        session=None if session is None else session.digest[:SESSION_MARK],
    )


async def carry_out(
    audit: AuditRecording,
    caller: VerifiedCaller,
    request: AuditedRequest,
    work: Callable[[Send], Awaitable[None]],
    send: Send,
) -> None:
    """Store the act, do the work, store what came of it; raises Unavailable before the work when the act is not stored.

    A process that dies on the way, or is told to end, leaves an act whose outcome is unknown.
    """
    begun = await audit.begin(caller, request)
    crash_points.reach("gateway.act_stored_not_done")
    watched = _Watched(send)
    try:
        await work(watched)
    except Problem as refused:
        await audit.finish(begun, watched.answered or Answered(refused.status))
        raise
    except Unavailable:
        await audit.finish(begun, watched.answered or Answered(503))
        raise
    except Exception:
        await audit.finish(begun, watched.answered or Answered(500))
        raise
    if watched.answered is not None:
        await audit.finish(begun, watched.answered)


class _Watched:
    """Passes an answer on, and remembers what it says of the work."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.answered: Answered | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            fields = {bytes(name).lower(): bytes(value).decode("latin-1") for name, value in message.get("headers", ())}
            self.answered = Answered(message["status"], fields.get(b"etag"), fields.get(b"location"))
        await self._send(message)
