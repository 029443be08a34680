"""Numbers in what callers write: a truth value is none, though `True` equals 1 in Python."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from pydantic_core import core_schema


def fields_of(schema: Any) -> dict[str, Any]:  # noqa: ANN401 - a schema of any type
    """The fields within the schema of a model, whatever validators are around it; none where it only refers to it."""
    while schema.get("type") != "model-fields":
        if "schema" not in schema:
            return {}
        schema = schema["schema"]
    fields: dict[str, Any] = schema["fields"]
    return fields


def refuse_truth(field: Any) -> None:  # noqa: ANN401 - a schema of any type
    """Have the schema of a field refuse truth values; one that does stays, for a model's schema is used again."""
    place = field["schema"] if field["schema"]["type"] == "default" else field
    if place["schema"].get("function", {}).get("function") is not no_truth:
        place["schema"] = core_schema.no_info_before_validator_function(no_truth, place["schema"])


def no_truth(value: object) -> object:
    """Refuse a truth value, alone or in a list or object."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else (value,)
    if any(isinstance(each, bool) for each in inside):
        raise ValueError("must be a number")
    return value


def takes_numbers(annotation: Any) -> bool:  # noqa: ANN401 - any type there is
    """Whether a field takes numbers, alone or in a list or object, and no truth value."""
    leaves = set(_leaves(annotation))
    return bool(leaves & {int, float}) and bool not in leaves


def _leaves(annotation: Any) -> list[Any]:  # noqa: ANN401 - any type there is
    """The plain types that a type is made of; of a literal those of its values."""
    if get_origin(annotation) is Literal:
        return [type(each) for each in get_args(annotation)]
    inner = [each for each in get_args(annotation) if isinstance(each, type) or get_args(each)]
    return [leaf for each in inner for leaf in _leaves(each)] if inner else [annotation]
