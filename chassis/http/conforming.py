"""Whether a value is one that a JSON Schema allows: of the dialect, what the schemas of the API use."""

from __future__ import annotations

import re
from typing import Any

Document = dict[str, Any]

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}


def conforms(value: Any, schema: Document, schemas: Document) -> bool:  # noqa: ANN401 - any JSON value
    """Whether the schema allows the value; `schemas` are those it may refer to by name."""
    if "$ref" in schema:
        return conforms(value, schemas[schema["$ref"].rpartition("/")[2]], schemas)
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    if allowed is not None and not any(each == value and type(each) is type(value) for each in allowed):
        return False
    options = schema.get("anyOf") or schema.get("oneOf")
    if options and not any(conforms(value, each, schemas) for each in options):
        return False
    kinds = schema.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, each) for each in kinds):
        return False
    return _fits(value, schema, schemas)


def _is(value: Any, kind: str) -> bool:  # noqa: ANN401 - any JSON value
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind])


def _fits(value: Any, schema: Document, schemas: Document) -> bool:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        return _fits_text(value, schema)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _fits_number(value, schema)
    if isinstance(value, list):
        few = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        return few and all(conforms(each, schema.get("items", {}), schemas) for each in value)
    return not isinstance(value, dict) or _fits_object(value, schema, schemas)


def _fits_text(value: str, schema: Document) -> bool:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return False
    if schema.get("format") == "date-time" and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value):
        return False
    return re.search(schema.get("pattern", ""), value) is not None


def _fits_number(value: float, schema: Document) -> bool:
    low, high = schema.get("minimum", value), schema.get("maximum", value)
    above, below = schema.get("exclusiveMinimum", value - 1), schema.get("exclusiveMaximum", value + 1)
    return bool(low <= value <= high and above < value < below)


def _fits_object(value: Document, schema: Document, schemas: Document) -> bool:
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    if not set(schema.get("required", ())) <= value.keys():
        return False
    for name, each in value.items():
        inner = properties.get(name, others)
        if inner is False or (isinstance(inner, dict) and not conforms(each, inner, schemas)):
            return False
    return True
