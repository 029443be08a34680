"""Every body that an operation takes or succeeds with has an example, which its schema and its model allow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator

from chassis.http.api import DeclaredApi
from chassis.http.scopes import routes_of
from services.generate import applications
from tests.contract.openapi_documents import Document, documents, gateway, operations, whole


def _bodies() -> Iterator[tuple[str, Document]]:
    """Each body with the operation that has it."""
    for _, _, operation in operations(whole()):
        name = operation["operationId"]
        for media, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{name} takes {media}", content
        for status, response in operation["responses"].items():
            for media, content in response.get("content", {}).items():
                yield f"{name} answers {status} {media}", content


def _examples(content: Document) -> list[Any]:
    named = [each if "value" in each else _referred(each["$ref"]) for each in content.get("examples", {}).values()]
    return [each["value"] for each in named] + ([content["example"]] if "example" in content else [])


def _referred(reference: str) -> Document:
    kind, name = reference.removeprefix("#/components/").split("/")
    found: Document = whole()["components"][kind][name]
    return found


BODIES = list(_bodies())


def test_every_body_has_an_example() -> None:
    assert len(BODIES) > 1000
    lacking = [where for where, content in BODIES if not _examples(content) and "default" not in where]
    assert lacking == []


def test_every_example_is_one_that_its_schema_allows() -> None:
    wrong = []
    for where, content in BODIES:
        validator = Draft202012Validator({**content["schema"], "components": whole()["components"]})
        for example in _examples(content):
            wrong += [f"{where}: {error.json_path} {error.message}" for error in validator.iter_errors(example)]
    assert sorted(set(wrong)) == []


def _routes_with_bodies() -> Iterator[tuple[str, APIRoute, Any]]:
    """Each route that takes a body, with the example of it."""
    stored = documents()
    for application, app in {**applications(), "gateway": gateway()}.items():
        assert isinstance(app, DeclaredApi)
        for route in routes_of(app.declared):
            if route.body_field is not None:
                method = next(iter(route.methods or ())).lower()
                operation = stored[application]["paths"][route.path_format][method]
                yield application, route, operation["requestBody"]["content"]["application/json"]["example"]


@pytest.mark.parametrize(
    ("application", "route", "example"), list(_routes_with_bodies()), ids=lambda each: getattr(each, "name", "")
)
def test_every_example_of_a_body_is_one_that_its_route_takes(application: str, route: APIRoute, example: Any) -> None:
    assert route.body_field is not None
    sent = json.loads(json.dumps(example))
    _, errors = route.body_field.validate(sent, {}, loc=("body",))
    assert not errors, application
