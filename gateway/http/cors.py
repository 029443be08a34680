"""Lets pages of other origins call the API: those that a brand has listed, and for that brand alone."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.responses import Response

from chassis.errors import Unauthenticated, Unavailable
from chassis.http.body import App, Message, Receive, Scope, Send, header
from chassis.http.problem import Problem, Refusal, unavailable
from chassis.ttl_cache import TtlCache
from gateway.application.gateway import Gateway
from gateway.domain.tickets import Ticket, read_ticket
from gateway.http.credentials import credential_of

STREAM = "/v1/stream"
PUBLISHED = "/v1/badges/"  # everybody may read what is there, so pages of every origin may
METHODS = "GET, POST, PUT, PATCH, DELETE"
FIELDS = (
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-API-Key, X-Muster-CSRF, "
    "traceparent"
)
EXPOSED = (
    "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed, Preference-Applied, Muster-Lane, "
    "Muster-Shed"
)
REMEMBERED_SECONDS = 600  # by a browser; it asks again before a later request


class OriginRefused(Refusal):
    """No brand lists the origin."""

    STATUS, CODE = 403, "origin_refused"

    def __init__(self) -> None:
        """Say where origins are listed."""
        super().__init__(
            "Origin refused", "No brand lists this origin; an administrator adds it to the brand's `origins`."
        )


class Cors:
    """ASGI middleware around the guard: a browser's preflight carries no credential.

    A preflight is answered for an origin that any brand lists. The answer to the request itself may be read by the page
    only when the brand of its credential lists the origin; a credential that is refused belongs to no brand, so pages
    of every listed origin may read that. Who is allowed is named as it is, so that it may send the cookie.
    """

    def __init__(self, app: App, *, gateway: Callable[[], Gateway]) -> None:
        """`gateway` is there once the application has started."""
        self._app = app
        self._gateway = gateway
        self._brands: TtlCache[str, frozenset[str]] = TtlCache(lambda origin: gateway().brands.with_origin(origin))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        given = header(scope, b"origin") if scope["type"] == "http" else None
        if given is None:
            await self._app(scope, receive, send)
            return
        origin = given.decode("latin-1")
        if scope["method"] == "OPTIONS" and header(scope, b"access-control-request-method") is not None:
            await (await self._preflight(origin))(scope, receive, send)
            return
        fields = [(b"vary", b"Origin")]
        if scope["path"].startswith(PUBLISHED):
            fields = [(b"access-control-allow-origin", b"*")]
        elif await self._may_read(scope, origin):
            fields += [(b"access-control-allow-origin", given), (b"access-control-allow-credentials", b"true")]
            fields += [(b"access-control-expose-headers", EXPOSED.encode())]

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *fields]
            await send(message)

        await self._app(scope, receive, answer)

    async def _preflight(self, origin: str) -> Response:
        try:
            brands = await self._brands.get(origin)
        except Unavailable as away:
            return unavailable(away).response()
        vary = {"Vary": "Origin"}
        if not brands:
            return _refusal(OriginRefused(), vary)
        allowed = {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": FIELDS,
            "Access-Control-Max-Age": str(REMEMBERED_SECONDS),
        }
        return Response(status_code=204, headers=allowed | vary)

    async def _may_read(self, scope: Scope, origin: str) -> bool:
        try:
            brands = await self._brands.get(origin)
            if not brands:
                return False
            if (ticket := _ticket(scope)) is not None:
                return ticket.brand in brands
            caller = await self._gateway().access.caller(credential_of(scope))
        except Unauthenticated:
            return True
        except Unavailable:
            return False  # the request itself will say so, to whoever may read it
        return caller.principal.brand in brands


def _ticket(scope: Scope) -> Ticket | None:
    """The ticket in the query, which only the stream reads."""
    given = parse_qs(scope["query_string"].decode("latin-1")).get("ticket", ())
    return read_ticket(given[0]) if given and scope["path"] == STREAM else None


def _refusal(problem: Problem, fields: dict[str, str]) -> Response:
    problem.headers |= fields
    return problem.response()
