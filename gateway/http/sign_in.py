"""GET /v1/sign-in and its callback: a browser goes to the issuer and comes back with a session."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chassis.errors import Unavailable
from chassis.http.problem import FieldError, Invalid, Problem, Refusal, unavailable
from gateway.adapters.issuers import CALLBACK
from gateway.application.gateway import Gateway
from gateway.application.sign_in import BadReturn, SignInAnswer, UnknownIssuer
from gateway.domain.session import read_session_id
from gateway.domain.sign_in import PENDING, RANDOM_BYTES, REASONS, SignInEnded, is_binding, random_text
from gateway.http.session_cookies import SessionCookies, cookie
from gateway.http.sign_in_page import PRIVATE, answer

PARAMETERS = frozenset({"issuer", "return_to"})


class SignInRefused(Refusal):
    """Nobody was signed in; `reason` says why."""

    STATUS, CODE = 403, "sign_in_refused"

    def __init__(self, reason: str) -> None:
        """`reason` is a code of `REASONS`."""
        super().__init__("Not signed in", REASONS[reason], reason=reason)


def sign_in_routes() -> list[BaseRoute]:
    """The routes; none of them takes a credential."""
    return [
        Route("/v1/sign-in", _begin, methods=["GET"]),
        Route("/v1/sign-in/issuers", _issuers, methods=["GET"]),
        Route(CALLBACK, _finish, methods=["GET"]),
    ]


async def _issuers(request: Request) -> Response:
    """The names for the buttons of a page that knows no brand yet."""
    gateway: Gateway = request.app.state.application
    items = [{"name": name} for name in gateway.sign_in.names()]
    return JSONResponse({"items": items, "next": None}, headers={"Cache-Control": "no-store"})


async def _begin(request: Request) -> Response:
    """Send the browser to the issuer. A browser keeps its binding, so that several of its pages may sign in at once."""
    gateway: Gateway = request.app.state.application
    cookies = SessionCookies(gateway.settings.secure_cookies)
    present = cookie(request.scope["headers"], cookies.binding)
    binding = present if present and is_binding(present) else random_text(secrets.token_bytes(RANDOM_BYTES))
    try:
        _check_parameters(request)
        query = request.query_params
        url = await gateway.sign_in.begin(query.get("issuer", ""), query.get("return_to", "/"), binding)
    except UnknownIssuer:
        return _wrong(request, "issuer", "is no issuer that people sign in by; GET /v1/sign-in/issuers lists them")
    except BadReturn:
        return _wrong(request, "return_to", "must be a path of the API, or a page of an origin that the brand lists")
    except Unavailable as away:
        return answer(request, unavailable(away), "unavailable")
    except Invalid as invalid:
        return answer(request, invalid, Invalid.CODE)
    response = RedirectResponse(url, 302, headers=PRIVATE)
    response.headers.append("set-cookie", cookies.put(cookies.binding, binding, int(PENDING.total_seconds())))
    return response


async def _finish(request: Request) -> Response:
    """Make a session of what the issuer answered; a session that the browser has ends."""
    gateway: Gateway = request.app.state.application
    cookies = SessionCookies(gateway.settings.secure_cookies)
    headers, query = request.scope["headers"], request.query_params
    given = SignInAnswer(query.get("state", ""), query.get("code"), query.get("error"), query.get("iss"))
    try:
        session, return_to = await gateway.sign_in.finish(given, cookie(headers, cookies.binding) or "")
        before = read_session_id(cookie(headers, cookies.session) or "")
        if before is not None:
            await gateway.sessions.end(before)
    except SignInEnded as ended:
        return answer(request, SignInRefused(ended.reason), SignInRefused.CODE)
    except Unavailable as away:
        return answer(request, unavailable(away), "unavailable")
    response = RedirectResponse(return_to, 302, headers=PRIVATE)
    lasting = int(gateway.sessions.lifetime.absolute.total_seconds())
    response.headers.append("set-cookie", cookies.put(cookies.session, session.text, lasting))
    return response


def _check_parameters(request: Request) -> None:
    unknown = sorted(set(request.query_params) - PARAMETERS)
    if unknown:
        raise Invalid([FieldError(f"#query/{name}", "is no parameter of this path", "unknown") for name in unknown])


def _wrong(request: Request, name: str, detail: str) -> Response:
    wrong: Problem = Invalid([FieldError(f"#query/{name}", detail, "unknown")])
    return answer(request, wrong, Invalid.CODE)
