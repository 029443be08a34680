"""Examples come from the field's own, from its name, else from its schema."""

from typing import Any

import pytest

from chassis.http.examples import Examples, add_examples

LOOP = {"Loop": {"type": "object", "properties": {"inner": {"anyOf": [{"$ref": "#/c/Loop"}, {"type": "null"}]}}}}


@pytest.mark.parametrize(
    ("name", "schema", "example"),
    [
        ("language", {"type": "string", "examples": ["fr"]}, "fr"),
        ("language", {"type": "string"}, "en"),
        ("language", {"type": "integer", "minimum": 5, "maximum": 9}, 5),
        ("opened_at", {"type": "string", "format": "date-time"}, "2026-03-14T09:26:00Z"),
        ("holiday", {"type": "string", "format": "date"}, "2026-03-14"),
        ("odd_name", {"type": "string"}, "odd name"),
        ("odd", {"enum": ["a", "b"]}, "a"),
        ("odd", {"anyOf": [{"type": "null"}, {"type": "boolean", "default": False}]}, False),
        ("odd", {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.25}, 0.125),
        ("odd", {"type": "array", "items": {"const": 7}}, [7]),
        ("odd", {"type": "object", "additionalProperties": {"type": "null"}}, {"baggage": None}),
    ],
)
def test_an_example_is_the_nearest_that_the_schema_allows(name: str, schema: dict[str, Any], example: object) -> None:
    assert Examples({}).of(schema, name) == example


def test_a_schema_in_itself_ends() -> None:
    assert Examples(LOOP).of({"$ref": "#/c/Loop"}) == {"inner": {"inner": {"inner": None}}}


def test_an_example_that_is_there_stays() -> None:
    given = {"schema": {"type": "string"}, "example": "as it was written"}
    responses = {"200": {"content": {"application/json": given}}, "404": {"content": {"application/json": {}}}}
    add_examples({"components": {"schemas": {}}, "paths": {"/v1/a": {"get": {"responses": responses}}}})

    assert given["example"] == "as it was written"
    assert responses["404"] == {"content": {"application/json": {}}}
