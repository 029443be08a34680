"""What a route needs and refuses, declared once: its guard, its OpenAPI and the gateway's table come from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypedDict

from fastapi import APIRouter, Depends
from fastapi.params import Depends as Dependency
from fastapi.routing import APIRoute

from chassis.auth import Caller
from chassis.http.problem import Forbidden, Refusal

FIELD = "x-scope"  # of an OpenAPI operation: the scopes of which one is enough; an empty list takes every caller


class Declared(TypedDict):
    """The arguments that `needs` returns for a route's decorator."""

    dependencies: Sequence[Dependency]
    openapi_extra: dict[str, Any]


class ScopeGuard:
    """Lets pass only a caller with one of the scopes; with none given, every caller.

    It carries what else its route was declared with: `refuses` are the problems the route itself may answer, `headers`
    the header fields that its successes have.
    """

    def __init__(
        self, scopes: tuple[str, ...], refuses: tuple[type[Refusal], ...] = (), headers: tuple[str, ...] = ()
    ) -> None:
        self.scopes = scopes
        self.refuses = refuses
        self.headers = headers

    def __call__(self, caller: Caller) -> None:
        """Raise Forbidden with the first scope when the caller has none of them."""
        if self.scopes and not caller.scopes.intersection(self.scopes):
            raise Forbidden(self.scopes[0])


def needs(scope: str, *others: str, refuses: Sequence[type[Refusal]] = (), headers: Sequence[str] = ()) -> Declared:
    """Declare that a route needs one of these scopes: `@router.get("", **needs("tasks:read", refuses=[NotFound]))`.

    `refuses` names what its own code or a rule behind it refuses. What every route may answer is not named: 401, 403
    for a missing scope, 422 for its input, 500, 503, and for a command what its body and Idempotency-Key may be refused
    for. `headers` names the fields of `chassis.http.answers` that every success has; `Location` is of a 201 only.
    """
    return _declared((scope, *others), refuses, headers)


def needs_no_scope(*, refuses: Sequence[type[Refusal]] = (), headers: Sequence[str] = ()) -> Declared:
    """Declare that a route takes every caller of the brand; what it shows of others it looks at itself."""
    return _declared((), refuses, headers)


def _declared(scopes: tuple[str, ...], refuses: Sequence[type[Refusal]], headers: Sequence[str]) -> Declared:
    guard = ScopeGuard(scopes, tuple(refuses), tuple(headers))
    return {"dependencies": [Depends(guard)], "openapi_extra": {FIELD: list(scopes)}}


def routes_of(routers: Iterable[APIRouter]) -> Iterator[APIRoute]:
    """The routes of the API in these routers: all but those that stand in no document."""
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute) and route.include_in_schema:
                yield route


def guard_of(route: APIRoute) -> ScopeGuard:
    """What a route was declared with.

    Raises:
        ValueError: It was declared without scopes, twice, or its document has others.
    """
    guards = [each.dependency for each in route.dependencies if isinstance(each.dependency, ScopeGuard)]
    if len(guards) != 1 or (route.openapi_extra or {}).get(FIELD) != list(guards[0].scopes):
        raise ValueError(f"{route.name} at {route.path} is declared once, with `needs` or `needs_no_scope`")
    return guards[0]


def check_declared(routers: Iterable[APIRouter]) -> None:
    """Refuse to build an application with a route whose scopes were forgotten; raises ValueError."""
    for route in routes_of(routers):
        guard_of(route)
