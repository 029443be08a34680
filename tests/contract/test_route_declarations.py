"""A route is declared once: its document says the scopes, statuses and codes of its declaration, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from chassis.http.answers import CODES
from chassis.http.api import DeclaredApi
from chassis.http.problem import Conflict, Forbidden, NotFound, PreconditionFailed
from chassis.http.scopes import guard_of, routes_of
from services.generate import applications
from tests.contract.openapi_documents import Document, documents, gateway, operations, whole

BY_EVERY_ROUTE = {"401": "unauthenticated", "422": "invalid", "500": "internal", "503": "unavailable"}
BY_EVERY_COMMAND = {
    "400": "malformed",
    "403": "missing_scope",
    "409": "conflict",
    "413": "too_large",
    "415": "unsupported_media_type",
}

TOO_EARLY = ("/review", "/forecast", "/signals/explanation")
"""What a read waits for: the stand-down of an incident, hours of counted messages, detection itself."""

HANDSHAKE = ("checkWebhook", "403")  # spoken to a platform, which reads no body


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
    method, operation = _operation(application, route)

    by_all = BY_EVERY_ROUTE | (BY_EVERY_COMMAND if method != "GET" else {})
    expected = {status: {code} for status, code in by_all.items()}
    if guard.scopes:
        expected["403"] = {Forbidden.CODE}
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
        assert Conflict not in refuses or route.path.endswith(TOO_EARLY)


@pytest.mark.parametrize("document", [*DOCUMENTS.values(), whole()], ids=[*DOCUMENTS, "whole"])
def test_every_refusal_is_problem_details_with_an_example_of_each_code(document: Document) -> None:
    for _, _, operation in operations(document):
        for status, response in operation["responses"].items():
            if (status == "default" or int(status) >= 400) and (operation["operationId"], status) != HANDSHAKE:
                content = response["content"]["application/problem+json"]
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
                assert content.get("examples", {}).keys() == set(response.get(CODES, ()))


@pytest.mark.parametrize("document", [*DOCUMENTS.values(), whole()], ids=[*DOCUMENTS, "whole"])
def test_who_may_try_again_is_told_when_and_who_is_not_known_how_to_say_who_it_is(document: Document) -> None:
    told = {"401": "WWW-Authenticate", "412": "ETag", "429": "Retry-After", "503": "Retry-After"}
    for method, path, operation in operations(document):
        for status, response in operation["responses"].items():
            if status in told:
                assert told[status] in response["headers"], (method, path)


KNOWN_BY_ITSELF = {"/v1/events", "/v1/webhooks/{integration}", "/v1/notice-links/{link}"}
"""An event by its id, a notice by its link: the same again has no second effect."""


def test_every_command_takes_an_idempotency_key() -> None:
    for document in DOCUMENTS.values():
        for method, path, operation in operations(document):
            named = {each["name"] for each in operation.get("parameters", ())}
            is_command = method != "get" and path not in KNOWN_BY_ITSELF
            assert ("Idempotency-Key" in named) == is_command, (method, path)


def test_a_read_with_an_entity_tag_may_be_answered_not_modified() -> None:
    tagged = 0
    for method, _, operation in operations(whole()):
        named = {each["name"] for each in operation.get("parameters", ())}
        has_tag = method == "get" and "ETag" in operation["responses"].get("200", {}).get("headers", {})
        assert ("If-None-Match" in named) == ("304" in operation["responses"]) == has_tag
        tagged += has_tag
    assert tagged > 10
