"""What a request by cookie has to prove: that a page sent it which may, and that its command was meant."""

from __future__ import annotations

from collections.abc import Callable

from chassis.errors import Unauthenticated, Unavailable
from chassis.http.body import App, Receive, Scope, Send, header
from chassis.http.problem import Problem, Refusal, unavailable
from gateway.application.gateway import Gateway
from gateway.domain.session import SessionId
from gateway.http.credentials import session_of

API = "/v1/"
OPEN = ("/v1/sign-in", "/v1/webhooks/")  # these take no session: what is asked of them proves itself
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class CsrfRefused(Refusal):
    """A request by cookie does not prove that a page of ours meant it."""

    STATUS, CODE = 403, "csrf"

    def __init__(self, detail: str) -> None:
        """Say what is missing."""
        super().__init__("Forbidden", detail)


class SessionGate:
    """ASGI middleware around the guard. Browsers send the cookie by themselves, also for a page that has no business.

    A request by cookie comes from the gateway's own origin or one that the session's brand lists, where it names one;
    a command also brings the session's CSRF token. Who is not signed in any more is left to the guard.
    """

    def __init__(self, app: App, *, gateway: Callable[[], Gateway]) -> None:
        """`gateway` is there once the application has started."""
        self._app = app
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        session = session_of(scope) if scope["type"] == "http" and _takes_sessions(scope["path"]) else None
        if session is not None:
            try:
                await self._check(scope, session)
            except Unavailable as away:
                await unavailable(away).response()(scope, receive, send)
                return
            except Problem as problem:
                await problem.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _check(self, scope: Scope, session: SessionId) -> None:
        gateway = self._gateway()
        try:
            caller = await gateway.access.caller(session.text)
        except Unauthenticated:
            return
        origin = header(scope, b"origin")
        if origin is not None and not await _may_come(gateway, origin.decode("latin-1"), caller.principal.brand):
            raise CsrfRefused("The page's origin is neither the API's own nor one that the brand lists.")
        if scope["method"] not in SAFE:
            given = header(scope, b"x-muster-csrf")
            if given is None or not session.accepts(given.decode("latin-1")):
                raise CsrfRefused("A command by cookie needs `X-Muster-CSRF` with the token of GET /v1/session.")
        await gateway.sessions.seen(session)


async def _may_come(gateway: Gateway, origin: str, brand: str) -> bool:
    return origin == gateway.settings.public_url or brand in await gateway.brands.with_origin(origin)


def _takes_sessions(path: str) -> bool:
    return path.startswith(API) and not path.startswith(OPEN)
