"""An application's document says what its routes declare, and a route that answers something else is noticed."""

from __future__ import annotations

import json

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from chassis.http.answers import CODES, ETAG, LOCATION
from chassis.http.api import DeclaredApi
from chassis.http.problem import Conflict, NotFound, Refusal
from chassis.http.scopes import needs, needs_no_scope
from tests.support.declared_answers import PREFIX, Answer


class Busy(Refusal):
    STATUS, CODE = 409, "busy"


def an_api() -> tuple[DeclaredApi, APIRoute, APIRoute]:
    router = APIRouter()

    @router.get("/v1/notes/{note}", **needs("tasks:read", refuses=[NotFound, Conflict, Busy]))
    async def read(note: str) -> None: ...

    @router.get("/v1/notes", **needs_no_scope())
    async def everything() -> None: ...

    app = DeclaredApi(declared=[router])
    app.include_router(router)
    one, all_ = router.routes
    assert isinstance(one, APIRoute)
    assert isinstance(all_, APIRoute)
    return app, one, all_


def test_the_document_names_each_refusal_with_its_codes() -> None:
    app, _, _ = an_api()

    paths = app.openapi()["paths"]
    one, all_ = paths["/v1/notes/{note}"]["get"]["responses"], paths["/v1/notes"]["get"]["responses"]
    assert {status: answer.get(CODES) for status, answer in one.items()} == {
        "200": None,
        "401": ["unauthenticated"],
        "403": ["missing_scope"],
        "404": ["not_found"],
        "409": ["busy", "conflict"],
        "422": ["invalid"],
        "500": ["internal"],
        "503": ["unavailable"],
        "default": None,
    }
    assert set(all_) == {"200", "401", "422", "500", "503", "default"}


def test_fastapis_own_form_of_a_422_is_not_in_the_document() -> None:
    app, _, _ = an_api()
    assert set(app.openapi()["components"]["schemas"]) == {"Problem"}


@pytest.mark.parametrize(
    ("status", "code", "declared"),
    [(404, "not_found", True), (409, "busy", True), (409, "exists", False), (412, "precondition_failed", False)],
)
async def test_an_answer_that_is_not_declared_is_noticed(status: int, code: str, *, declared: bool) -> None:
    app, one, _ = an_api()

    async def send(_: object) -> None: ...

    answer = Answer(send)
    await answer.send({"type": "http.response.start", "status": status, "headers": []})
    await answer.send({"type": "http.response.body", "body": json.dumps({"type": PREFIX + code}).encode()})

    assert (answer.undeclared(one, {"app": app, "method": "GET"}) is None) == declared


@pytest.mark.parametrize(
    ("status", "fields", "declared"),
    [(200, [], True), (200, [(b"etag", b'"1"')], False), (200, [(b"vary", b"Origin")], True), (201, [], False)],
)
async def test_a_success_with_another_status_or_entity_tag_than_declared_is_noticed(
    status: int, fields: list[tuple[bytes, bytes]], *, declared: bool
) -> None:
    app, one, _ = an_api()

    async def send(_: object) -> None: ...

    answer = Answer(send)
    await answer.send({"type": "http.response.start", "status": status, "headers": fields})

    assert (answer.undeclared(one, {"app": app, "method": "GET"}) is None) == declared


def test_a_command_documents_what_its_body_and_its_key_are_refused_for() -> None:
    router = APIRouter()

    @router.post("/v1/notes", status_code=201, **needs_no_scope(headers=[ETAG, LOCATION]))
    async def create_note() -> None: ...

    app = DeclaredApi(declared=[router])
    app.include_router(router)
    operation = app.openapi()["paths"]["/v1/notes"]["post"]

    assert {"400", "403", "409", "413", "415"} <= set(operation["responses"])
    assert set(operation["responses"]["201"]["headers"]) == {"ETag", "Location", "Idempotency-Replayed"}
    assert [each["name"] for each in operation["parameters"]] == ["Idempotency-Key"]
