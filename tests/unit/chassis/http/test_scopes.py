"""A route's scopes are declared once; an application with a route that forgot them is not built."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, Depends

from chassis.auth import Principal
from chassis.http.problem import Forbidden
from chassis.http.scopes import FIELD, ScopeGuard, check_declared, guard_of, needs, needs_no_scope


def a_router(**declared: object) -> APIRouter:
    router = APIRouter()

    @router.get("/v1/notes", **declared)  # type: ignore[arg-type]  # what a route may be declared with by mistake
    async def notes() -> None: ...

    return router


def a_caller(*scopes: str) -> Principal:
    return Principal("klm", "ada", "person", scopes=frozenset(scopes))


def test_one_declaration_gives_the_guard_and_the_document() -> None:
    declared = needs("tasks:work", "tasks:assign")

    [route] = a_router(**declared).routes
    assert guard_of(route).scopes == ("tasks:work", "tasks:assign")  # type: ignore[arg-type]  # a route of ours
    assert declared["openapi_extra"] == {FIELD: ["tasks:work", "tasks:assign"]}


def test_one_of_the_scopes_is_enough_and_a_refusal_names_the_first() -> None:
    guard = ScopeGuard(("tasks:work", "tasks:assign"))

    guard(a_caller("tasks:assign", "measures:read"))
    with pytest.raises(Forbidden) as refused:
        guard(a_caller("measures:read"))
    assert refused.value.body["scope"] == "tasks:work"


def test_a_route_without_scopes_takes_every_caller() -> None:
    ScopeGuard(())(a_caller())
    check_declared([a_router(**needs_no_scope())])


@pytest.mark.parametrize(
    "declared",
    [
        {},
        {"openapi_extra": {FIELD: ["tasks:work"]}},
        {"dependencies": [Depends(ScopeGuard(("tasks:work",)))]},
        {"dependencies": [Depends(ScopeGuard(("tasks:work",)))], "openapi_extra": {FIELD: ["tasks:read"]}},
        {**needs("tasks:work"), "dependencies": [Depends(ScopeGuard(("a",))), Depends(ScopeGuard(("b",)))]},
    ],
)
def test_a_route_that_is_declared_otherwise_stops_the_application(declared: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="/v1/notes"):
        check_declared([a_router(**declared)])
