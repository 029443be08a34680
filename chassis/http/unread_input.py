"""Refuses what its route does not read, in body and query: what a caller writes is taken or named, never dropped."""

from __future__ import annotations

from collections.abc import Iterator
from json import JSONDecodeError, loads

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from chassis.http.problem import FieldError, Invalid, pointer


async def refuse_unread_input(request: Request) -> None:
    """A dependency of every route of the API.

    Raises:
        Invalid: The request says something in its body or query that the route does not read; each is named.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not route.include_in_schema:
        return
    given = dict.fromkeys(request.query_params)
    read = frozenset(_parameters(route.dependant)) if given else frozenset()
    errors = [
        FieldError(f"#query/{name}", "is not taken here", "extra_forbidden") for name in given if name not in read
    ]
    if request.method != "GET" and route.body_field is None:
        errors += [FieldError(path, "is not taken here", "extra_forbidden") for path in _written(await request.body())]
    if errors:
        raise Invalid(errors)


def _parameters(dependant: Dependant) -> Iterator[str]:
    """The names of all query parameters that a route and its dependencies read."""
    yield from (parameter.alias for parameter in dependant.query_params)
    for each in dependant.dependencies:
        yield from _parameters(each)


def _written(body: bytes) -> list[str]:
    """Pointers to what a body says; none for one that says nothing."""
    if not body.strip():
        return []
    try:
        written = loads(body)
    except (JSONDecodeError, UnicodeDecodeError, RecursionError):
        written = None
    if written == {}:
        return []
    return [pointer((name,)) for name in written] if isinstance(written, dict) else [""]
