"""The scopes of a route, declared once: its guard, its OpenAPI document and the gateway's table come from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypedDict

from fastapi import APIRouter, Depends
from fastapi.params import Depends as Dependency
from fastapi.routing import APIRoute

from chassis.auth import Caller
from chassis.http.problem import Forbidden

FIELD = "x-scope"  # of an OpenAPI operation: the scopes of which one is enough; an empty list takes every caller


class Declared(TypedDict):
    """The arguments that `needs` returns for a route's decorator."""

    dependencies: Sequence[Dependency]
    openapi_extra: dict[str, Any]


class ScopeGuard:
    """Lets pass only a caller with one of the scopes; with none given, every caller."""

    def __init__(self, scopes: tuple[str, ...]) -> None:
        self.scopes = scopes

    def __call__(self, caller: Caller) -> None:
        """Raise Forbidden with the first scope when the caller has none of them."""
        if self.scopes and not caller.scopes.intersection(self.scopes):
            raise Forbidden(self.scopes[0])


def needs(scope: str, *others: str) -> Declared:
    """Declare that a route needs one of these scopes: `@router.get("", **needs("tasks:read"))`."""
    return _declared((scope, *others))


def needs_no_scope() -> Declared:
    """Declare that a route takes every caller of the brand; what it shows of others it looks at itself."""
    return _declared(())


def _declared(scopes: tuple[str, ...]) -> Declared:
    return {"dependencies": [Depends(ScopeGuard(scopes))], "openapi_extra": {FIELD: list(scopes)}}


def routes_of(routers: Iterable[APIRouter]) -> Iterator[APIRoute]:
    """The routes of the API in these routers: all but those that stand in no document."""
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute) and route.include_in_schema:
                yield route


def scopes_of(route: APIRoute) -> tuple[str, ...]:
    """The scopes a route was declared with.

    Raises:
        ValueError: It was declared without scopes, twice, or its document has others.
    """
    found = [each.dependency.scopes for each in route.dependencies if isinstance(each.dependency, ScopeGuard)]
    if len(found) != 1 or (route.openapi_extra or {}).get(FIELD) != list(found[0]):
        raise ValueError(f"{route.name} at {route.path} is declared once, with `needs` or `needs_no_scope`")
    return found[0]


def check_declared(routers: Iterable[APIRouter]) -> None:
    """Refuse to build an application with a route whose scopes were forgotten; raises ValueError."""
    for route in routes_of(routers):
        scopes_of(route)
