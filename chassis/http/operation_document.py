"""What an operation's document says beside what FastAPI derives: its name, its errors, its header fields."""

from __future__ import annotations

from typing import Any

from fastapi.routing import APIRoute

from chassis.http.answers import LOCATION, REPLAYED, header_fields, problem_responses
from chassis.http.guard import COMMANDS
from chassis.http.idempotency import KEY_LIMIT
from chassis.http.naming import summary
from chassis.http.problem import Conflict, Forbidden, Invalid, Malformed
from chassis.http.scopes import guard_of

Document = dict[str, Any]

IDEMPOTENCY_KEY: Document = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Makes the command happen once: the same request again within a day gets the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LIMIT},
    "example": "7f3c2b6e-close-4711",
}
BY_EVERY_ROUTE: dict[int, str] = {
    401: "unauthenticated",
    Invalid.STATUS: Invalid.CODE,
    500: "internal",
    503: "unavailable",
}
BY_EVERY_COMMAND: dict[int, str] = {
    Malformed.STATUS: Malformed.CODE,
    Forbidden.STATUS: Forbidden.CODE,  # also of a key that was used with a scope which is missing by now
    Conflict.STATUS: Conflict.CODE,  # also of a key whose first request still runs, and of two at one moment
    413: "too_large",
    415: "unsupported_media_type",
}


def is_command(route: APIRoute) -> bool:
    """Whether the guard reads a body and an Idempotency-Key before the route."""
    return not COMMANDS.isdisjoint(route.methods or ())


def refused_by(route: APIRoute) -> dict[int, set[str]]:
    """The codes of what a route itself refuses, by status."""
    guard = guard_of(route)
    codes = {status: {code} for status, code in BY_EVERY_ROUTE.items()}
    if guard.scopes:
        codes[Forbidden.STATUS] = {Forbidden.CODE}
    for refusal in guard.refuses:
        codes.setdefault(refusal.STATUS, set()).add(refusal.CODE)
    return codes


def _refused(route: APIRoute) -> dict[int, set[str]]:
    """The same, with what the guard refuses before it."""
    codes = refused_by(route)
    for status, code in BY_EVERY_COMMAND.items() if is_command(route) else ():
        codes.setdefault(status, set()).add(code)
    return codes


def complete(route: APIRoute, operation: Document) -> None:
    """Put a route's name, refusals and header fields into its operation."""
    operation["summary"] = summary(route)
    fields = list(guard_of(route).headers)
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            given = [field for field in fields if field != LOCATION or status == "201"]
            given += [REPLAYED] if is_command(route) else []
            response |= {"headers": header_fields(given)} if given else {}
    operation["responses"] |= problem_responses({status: sorted(codes) for status, codes in _refused(route).items()})
    if is_command(route):
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
