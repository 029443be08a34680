"""Everything the services own: checked at the edge, sent on with an internal token, and answered as they answer."""

from __future__ import annotations

from urllib.parse import unquote

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from chassis.http.body import Disconnected, read_body
from chassis.http.observed import ROUTE_NAME
from chassis.http.problem import Forbidden, NoRoute, Problem
from gateway.application.access import VerifiedCaller
from gateway.application.gateway import Gateway
from gateway.domain.audited import is_act
from gateway.domain.forwarding import ANSWER_HEADERS, REQUEST_HEADERS, forwardable_headers, is_plain_path
from gateway.domain.openapi import Operation
from gateway.http.audited import carry_out, request_of
from gateway.http.guard import known_caller
from gateway.http.operations import Operations
from gateway.persistence.base import PLATFORM

CHUNK_BYTES = 65_536


class Forward:
    """An ASGI route that sends requests on to the service that owns their path."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope)
        gateway: Gateway = scope["app"].state.application
        caller = await known_caller(scope, gateway.access)
        path: str = scope["path"]
        service = self._operations.service_of(path)
        if service is None or not _is_unambiguous(scope, path):
            raise NoRoute
        operation = self._operations.find(request.method, path)
        if operation is not None:
            scope[ROUTE_NAME] = operation.path
        _check(caller, operation)
        if operation is not None:
            await gateway.access.features.check(caller.principal.brand, operation.id)
        try:
            body = await read_body(scope, receive, gateway.settings.body_limit_bytes)
        except Disconnected:
            return
        if not is_act(request.method, operation):
            await _pass_on(gateway, caller, service, request, body, send)
            return

        async def work(sending: Send) -> None:
            await _pass_on(gateway, caller, service, request, body, sending)

        await carry_out(gateway.audit.recording, caller, request_of(scope, operation, body), work, send)


async def _pass_on(
    gateway: Gateway, caller: VerifiedCaller, service: str, request: Request, body: bytes, send: Send
) -> None:
    """Ask the service, and answer as it answers."""
    scope = request.scope
    target = scope["raw_path"].decode("latin-1")
    if scope["query_string"]:
        target += "?" + scope["query_string"].decode("latin-1")
    headers = forwardable_headers(request.headers.items(), REQUEST_HEADERS)
    async with gateway.upstream.call(service, caller.principal, request.method, target, headers, body) as answer:
        passed = forwardable_headers(answer.headers.items(), ANSWER_HEADERS)
        if answer.content_length is not None and request.method != "HEAD":
            passed.append(("content-length", str(answer.content_length)))
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in passed],
            }
        )
        async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _check(caller: VerifiedCaller, operation: Operation | None) -> None:
    """Raise the 403 problem when a scope is missing; paths no document names are left to the service."""
    if caller.principal.brand == PLATFORM:
        detail = "This belongs to a brand; use a credential of one."
        raise Problem(403, "Forbidden", detail, code="no_brand")
    if operation is not None and not operation.takes(caller.principal.scopes):
        raise Forbidden(operation.scopes[0])


def _is_unambiguous(scope: Scope, path: str) -> bool:
    """Whether service and edge will read the same path: sound once decoded, and decoded once only."""
    raw = scope["raw_path"].decode("latin-1")
    return is_plain_path(path) and unquote(raw) == path
