"""Gives every request a span, in the caller's trace where it names one."""

from __future__ import annotations

from opentelemetry import trace

from chassis.auth import Principal
from chassis.http.body import App, Message, Receive, Scope, Send, header
from chassis.http.observed import ROUTE, is_asked_all_the_time, method_of
from chassis.trace_context import TRACEPARENT, child_of, current_span, read_traceparent

tracer = trace.get_tracer("muster.http")


class Traced:
    """ASGI middleware around all others: one span a request, named by method and route template.

    It says the brand, the status and nothing else of a request: paths have ids in them, and queries what people look
    for. Whether a trace is sampled is decided where spans are exported (`chassis.telemetry`).
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or is_asked_all_the_time(scope):
            await self._app(scope, receive, send)
            return
        parent = child_of(read_traceparent(header(scope, TRACEPARENT.encode())))
        with current_span(tracer, method_of(scope), parent, trace.SpanKind.SERVER) as span:

            async def answer(message: Message) -> None:
                if message["type"] == "http.response.start" and span.is_recording():
                    _describe(span, scope, message["status"])
                await send(message)

            await self._app(scope, receive, answer)


def _describe(span: trace.Span, scope: Scope, status: int) -> None:
    route, method = scope[ROUTE], method_of(scope)
    span.update_name(f"{method} {route}")
    span.set_attribute("http.request.method", method)
    span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    principal: Principal | None = scope.get("principal")
    if principal is not None:
        span.set_attribute("muster.brand", principal.brand)
    if status >= 500:
        span.set_status(trace.StatusCode.ERROR)
