"""The mock server answers with the examples of the document, and refuses what the document refuses."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest

from deploy.checks.api.document import served
from deploy.mock.app import mock
from deploy.mock.examples import PROBLEM
from gateway.domain.openapi import Document, operations

KEY = {"X-API-Key": "any"}
WHEN = "2026-03-14T09:26:00Z"
MESSAGE = {"external_id": "m-1", "at": WHEN, "contact": {"external_id": "p-1"}, "kind": "message", "text": "Hello"}


@cache
def _document() -> Document:
    return served()


@pytest.fixture
async def api() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=mock(_document()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://mock", headers=KEY) as client:
        yield client


def _code(answer: httpx2.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == PROBLEM
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def _pointers(answer: httpx2.Response) -> list[str]:
    assert _code(answer) == (422, "invalid")
    return [each["pointer"] for each in answer.json()["errors"]]


def _query(operation: Document) -> str:
    parameters = [each for each in operation.get("parameters", ()) if "$ref" not in each]
    needed = {each["name"]: each["example"] for each in parameters if each["in"] == "query" and each.get("required")}
    return f"?{urlencode(needed)}" if needed else ""


def _requests() -> list[tuple[str, str, Document, str, Any]]:
    """A right request of every operation, with each body that it takes."""
    made: list[tuple[str, str, Document, str, Any]] = []
    for each in operations("", _document()):
        operation = _document()["paths"][each.path][each.method.lower()]
        path = re.sub(r"\{[^}]+\}", "1", each.path) + _query(operation)
        bodies = operation.get("requestBody", {}).get("content", {"": {"example": None}})
        made += [(each.method, path, operation, media, content["example"]) for media, content in bodies.items()]
    return made


async def test_every_operation_answers_its_success(api: httpx2.AsyncClient) -> None:
    for method, path, operation, media, body in _requests():
        if operation["operationId"] == "openStream":
            continue
        content = body if isinstance(body, str) else json.dumps(body)
        headers = {"Content-Type": media} if media else {}
        answer = await api.request(method, path, content=content if media else None, headers=headers)
        documented = operation["responses"][str(answer.status_code)]
        assert answer.status_code < 400, (operation["operationId"], answer.text)
        given = documented.get("content", {})
        if given:
            wanted = given[answer.headers["content-type"].partition(";")[0]]["example"]
            assert (answer.text if isinstance(wanted, str) else answer.json()) == wanted, operation["operationId"]
        else:
            assert answer.content == b""


async def test_every_documented_error_can_be_had(api: httpx2.AsyncClient) -> None:
    for method, path, operation, _, _ in _requests():
        for status, response in operation["responses"].items():
            if status.isdigit() and int(status) >= 300:
                answer = await api.request(method, path, headers={"Prefer": f"code={status}"})
                assert answer.status_code == int(status)
                if "content" in response:
                    assert _code(answer)[1] in response["x-problem-codes"], operation["operationId"]


async def test_one_of_several_errors_of_a_status_can_be_named(api: httpx2.AsyncClient) -> None:
    preferred = {"Prefer": "code=409, example=last_administrator"}
    assert _code(await api.patch("/v1/people/ada", headers=preferred)) == (409, "last_administrator")


async def test_an_answer_that_is_not_documented_is_refused_naming_those_that_are(api: httpx2.AsyncClient) -> None:
    answer = await api.get("/v1/me", headers={"Prefer": "code=410"})
    assert _pointers(answer) == ["#header/Prefer"]
    assert "200" in answer.json()["errors"][0]["detail"]


async def test_an_unknown_path_and_a_wrong_method_are_refused(api: httpx2.AsyncClient) -> None:
    assert _code(await api.get("/v1/nothing")) == (404, "unknown_route")
    assert _code(await api.get("/elsewhere")) == (404, "unknown_route")
    answer = await api.delete("/v1/people/ada")
    assert _code(answer) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, PATCH"


async def test_a_caller_without_a_credential_is_refused(api: httpx2.AsyncClient) -> None:
    del api.headers["X-API-Key"]
    answer = await api.get("/v1/me")
    assert _code(answer) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert (await api.get("/v1/me", headers={"Authorization": "Bearer any"})).is_success


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/name"]),
        ({"id": "ada", "name": 3}, ["/name"]),
        ({"id": "ada", "name": "Ada", "colour": "red"}, ["/colour"]),
        ({"id": "ada", "name": "Ada", "roles": [4]}, ["/roles/0"]),
    ],
)
async def test_each_wrong_field_of_a_body_is_named(api: httpx2.AsyncClient, body: object, pointers: list[str]) -> None:
    assert _pointers(await api.post("/v1/people", json=body)) == pointers


@pytest.mark.parametrize(
    ("items", "pointers"),
    [
        ({**MESSAGE, "contact": {}}, ["/contact/external_id"]),
        ([MESSAGE, {**MESSAGE, "contact": {}}], ["/1/contact/external_id"]),
        ({**MESSAGE, "kind": "conversion"}, ["/amount_minor"]),
        ([MESSAGE, 3], ["/1"]),
        (3, [""]),
    ],
)
async def test_a_choice_is_judged_by_the_branch_that_is_meant(
    api: httpx2.AsyncClient, items: object, pointers: list[str]
) -> None:
    assert set(pointers) <= set(_pointers(await api.post("/v1/events", json=items)))


async def test_a_body_that_is_missing_or_no_json_or_of_another_type_is_refused(api: httpx2.AsyncClient) -> None:
    assert _pointers(await api.post("/v1/people")) == [""]
    kind = {"Content-Type": "application/json"}
    assert _code(await api.post("/v1/people", content=b"{", headers=kind)) == (400, "malformed")
    text = {"Content-Type": "text/plain"}
    assert _code(await api.post("/v1/people", content=b"{}", headers=text)) == (415, "unsupported_media_type")


async def test_a_wrong_parameter_is_named(api: httpx2.AsyncClient) -> None:
    asked = {"limit": "many", "min_priority": "101", "status": "shut", "colour": "red"}
    answer = await api.get("/v1/conversations", params=asked)
    assert _pointers(answer) == ["#query/limit", "#query/status", "#query/min_priority", "#query/colour"]
    assert _pointers(await api.get("/v1/workflows/newest")) == ["#path/version"]
    right = {"limit": "10", "status": "open"}
    assert (await api.get("/v1/conversations", params=right)).is_success


async def test_a_list_ends_on_its_second_page(api: httpx2.AsyncClient) -> None:
    first = (await api.get("/v1/people")).json()
    second = (await api.get("/v1/people", params={"cursor": first["next"]})).json()
    assert (second["items"], second["next"]) == (first["items"], None)


async def test_a_report_comes_in_the_form_that_is_asked_for(api: httpx2.AsyncClient) -> None:
    by_header = await api.get("/v1/reports/overview", headers={"Accept": "text/csv, */*"})
    by_query = await api.get("/v1/reports/overview", params={"format": "html"})
    kinds = [each.headers["content-type"].partition(";")[0] for each in (by_header, by_query)]
    assert kinds == ["text/csv", "text/html"]


async def test_a_page_of_this_machine_may_call_and_another_may_not(api: httpx2.AsyncClient) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key, prefer"}
    here = await api.options("/v1/people", headers={"Origin": "http://localhost:5173", **asked})
    assert here.headers["access-control-allow-origin"] == "http://localhost:5173"
    assert "prefer" in here.headers["access-control-allow-headers"]
    there = await api.get("/v1/me", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in there.headers


async def test_the_reference_the_document_and_the_pages_of_errors_are_there(api: httpx2.AsyncClient) -> None:
    assert (await api.get("/")).headers["location"] == "/docs"
    assert "openapi.json" in (await api.get("/docs")).text
    assert (await api.get("/openapi.json")).json() == _document()
    assert (await api.get("/docs/errors/invalid")).is_success
