"""Refuses a body that its route does not read: what a caller writes is taken or named, never dropped."""

from __future__ import annotations

from json import JSONDecodeError, loads

from fastapi import Request

from chassis.http.problem import FieldError, Invalid, pointer


async def refuse_unread_body(request: Request) -> None:
    """A dependency of every route.

    Raises:
        Invalid: The route takes no body and this one says something; each of its fields is named.
    """
    if request.method == "GET" or getattr(request.scope.get("route"), "body_field", None) is not None:
        return
    body = (await request.body()).strip()
    if not body:
        return
    try:
        written = loads(body)
    except (JSONDecodeError, UnicodeDecodeError, RecursionError):
        written = None
    if written == {}:
        return
    paths = [pointer((name,)) for name in written] if isinstance(written, dict) else [""]
    raise Invalid([FieldError(path, "is not taken here", "extra_forbidden") for path in paths])
