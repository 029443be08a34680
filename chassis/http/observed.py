"""Counts and times every request by its route's template, and tells of those that were turned away."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

from fastapi.routing import APIRoute
from prometheus_client import Counter, Gauge, Histogram
from starlette.routing import Route

from chassis.auth import Principal
from chassis.http.body import App, Message, Receive, Scope, Send
from chassis.http.scopes import routes_of
from chassis.sparing_log import SparingLog

ROUTE_NAME = "muster.route"  # in the scope: the template, put there by a route that serves many
LANE_NAME = "muster.lane"  # in the scope: how urgent the request is, where requests have lanes
ROUTE = "muster.template"  # in the scope as the answer begins: the template under which the request is counted
UNKNOWN = "unknown"  # every path that no route has
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
CLOSED = "closed"  # in place of a status: the client went before there was one

REQUESTS = Counter(
    "muster_http_requests", "Requests by route template, method and status.", ("route", "method", "status")
)
SECONDS = Histogram(
    "muster_http_request_seconds",
    "From the request's head to the answer's head, by route template and method; a stream's is its first.",
    ("route", "method"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
OPEN = Gauge("muster_http_requests_open", "Requests whose answer has not ended, streams among them.")


def is_asked_all_the_time(scope: Scope) -> bool:
    """Whether orchestrators ask for it: `/health/…` and `/metrics` are neither counted nor traced."""
    return bool(scope["path"] == "/metrics" or scope["path"].startswith("/health/"))


def method_of(scope: Scope) -> str:
    """The method; one that HTTP does not have is `unknown`."""
    return scope["method"] if scope["method"] in METHODS else UNKNOWN


class Observed:
    """ASGI middleware around all others. Brands and ids are no label: there may be any number of them."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._templates: list[tuple[re.Pattern[str], str]] | None = None
        self._requests: dict[tuple[str, str, str], Counter] = {}
        self._seconds: dict[tuple[str, str], Histogram] = {}
        self._throttled, self._shed = SparingLog("request_throttled"), SparingLog("request_shed")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or is_asked_all_the_time(scope):
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._answered(scope, str(status), time.perf_counter() - began)
            await send(message)

        OPEN.inc()
        try:
            await self._app(scope, receive, answer)
        finally:
            OPEN.dec()
            if not status:
                self._answered(scope, CLOSED, None)

    def _answered(self, scope: Scope, status: str, seconds: float | None) -> None:
        """Count a request as its answer begins, so that whoever has the answer finds it counted."""
        route, method = self._route(scope), method_of(scope)
        scope[ROUTE] = route
        self._count(route, method, status)
        if seconds is not None:
            self._time(route, method, seconds)
        if status in {"429", "503"}:
            self._tell(scope, route, method, self._throttled if status == "429" else self._shed)

    def _tell(self, scope: Scope, route: str, method: str, told: SparingLog) -> None:
        principal: Principal | None = scope.get("principal")  # nobody, of what was refused before its caller was known
        known = {} if principal is None else {"brand": principal.brand}
        if LANE_NAME in scope:
            known["lane"] = str(scope[LANE_NAME])
        told.warning(route=route, method=method, **known)

    def _count(self, route: str, method: str, status: str) -> None:
        key = (route, method, status)
        if key not in self._requests:
            self._requests[key] = REQUESTS.labels(*key)
        self._requests[key].inc()

    def _time(self, route: str, method: str, seconds: float) -> None:
        key = (route, method)
        if key not in self._seconds:
            self._seconds[key] = SECONDS.labels(*key)
        self._seconds[key].observe(seconds)

    def _route(self, scope: Scope) -> str:
        """The template: as the route itself says it, as its declaration has it, or of the first that has the path.

        What is refused before a route is looked for, such as a credential, is searched for among all.
        """
        named: str | None = scope.get(ROUTE_NAME)
        if named is not None:
            return named
        route = scope.get("route")
        if isinstance(route, APIRoute):
            return route.path_format
        if self._templates is None:
            self._templates = list(_templates(scope["app"]))
        path = scope["path"]
        return next((template for pattern, template in self._templates if pattern.match(path)), UNKNOWN)


def _templates(app: Any) -> Iterator[tuple[re.Pattern[str], str]]:  # noqa: ANN401 - the application and its routes
    """Every route's pattern, plain ones first: they are looked up on every request, declared ones only when refused."""
    plain = (each for each in app.router.routes if isinstance(each, Route) and not isinstance(each, APIRoute))
    for route in (*plain, *routes_of(app.declared)):
        yield route.path_regex, route.path_format
