"""What conforms here conforms by JSON Schema's own rules, and the other way round."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chassis.http.conforming import conforms

SCHEMAS: dict[str, Any] = {"Name": {"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-z]+$"}}
REFERENCE = {"$ref": "#/components/schemas/Name"}
CASES: list[dict[str, Any]] = [
    {"type": "integer", "minimum": 1, "maximum": 3},
    {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 3},
    {"type": ["string", "null"]},
    {"enum": ["ab", 2]},
    {"const": True},
    {"anyOf": [{"type": "boolean"}, REFERENCE]},
    {"type": "array", "items": REFERENCE, "minItems": 1, "maxItems": 2},
    {"type": "object", "required": ["a"], "properties": {"a": REFERENCE}, "additionalProperties": False},
    {"type": "object", "additionalProperties": {"type": "integer"}},
]
VALUES: list[Any] = [
    *(None, True, False, 0, 1, 2, 3, 4, 1.5, "a", "ab", "abcde", "AB"),
    *([], ["ab"], ["a"], ["ab", "ab", "ab"], {}, {"a": "ab"}, {"a": "a"}, {"a": 1}, {"a": "ab", "b": 1}),
]


@pytest.mark.parametrize("schema", CASES, ids=str)
def test_it_says_the_same_as_a_validator(schema: dict[str, Any]) -> None:
    validator = Draft202012Validator({**schema, "components": {"schemas": SCHEMAS}})
    assert [each for each in VALUES if conforms(each, schema, SCHEMAS) != validator.is_valid(each)] == []
