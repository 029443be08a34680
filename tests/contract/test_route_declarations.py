"""A route is declared once: its document says the scopes, statuses and codes of its declaration, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from chassis.http.api import CODES, DeclaredApi
from chassis.http.problem import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from chassis.http.scopes import guard_of, routes_of
from services.generate import applications
from tests.contract.openapi_documents import Document, documents, gateway, operations

BY_EVERY_ROUTE = {"401": {"unauthenticated"}, "503": {"unavailable"}}


def _routes() -> Iterator[tuple[str, APIRoute]]:
    for name, app in {**applications(), "gateway": gateway()}.items():
        assert isinstance(app, DeclaredApi)
        for route in routes_of(app.declared):
            yield name, route


ROUTES = list(_routes())
DOCUMENTS = documents()


def _operation(application: str, route: APIRoute) -> tuple[str, Document]:
    method = next(iter(route.methods or ()))
    return method, DOCUMENTS[application]["paths"][route.path_format][method.lower()]


def _refusals(operation: Document) -> dict[str, set[str]]:
    return {
        status: set(response[CODES])
        for status, response in operation["responses"].items()
        if status != "default" and int(status) >= 400
    }


@pytest.mark.parametrize(("application", "route"), ROUTES, ids=lambda each: getattr(each, "name", each))
def test_the_document_says_what_the_route_declares(application: str, route: APIRoute) -> None:
    guard = guard_of(route)
    _, operation = _operation(application, route)

    expected = {status: set(codes) for status, codes in BY_EVERY_ROUTE.items()}
    if guard.scopes:
        expected["403"] = {Forbidden.CODE}
    expected["422"] = {Invalid.CODE}  # of input that is wrong, or that the route does not read
    for refusal in guard.refuses:
        expected.setdefault(str(refusal.STATUS), set()).add(refusal.CODE)
    assert operation["x-scope"] == list(guard.scopes)
    assert _refusals(operation) == expected


@pytest.mark.parametrize(("application", "route"), ROUTES, ids=lambda each: getattr(each, "name", each))
def test_what_a_route_takes_shows_what_it_refuses(application: str, route: APIRoute) -> None:
    """An id that is read may be unknown, and a version that is asked for may be another."""
    method, operation = _operation(application, route)
    refuses = guard_of(route).refuses
    headers = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "header"}

    assert ("If-Match" in headers) == (PreconditionFailed in refuses)
    if "{" in route.path and method != "PUT":  # a PUT makes what is not there yet
        assert NotFound in refuses
    if method == "GET":
        assert PreconditionFailed not in refuses
        assert Conflict not in refuses or route.path.endswith("/review")  # the review is there after the stand-down


def test_every_refusal_is_problem_details() -> None:
    for document in DOCUMENTS.values():
        for _, _, operation in operations(document):
            for status, response in operation["responses"].items():
                if status == "default" or int(status) >= 400:
                    assert response["content"] == {
                        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    }
