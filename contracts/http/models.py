"""The bases of the HTTP models.

One rule names them in every application: `X` is what is read, `XCreate` what makes one, `XUpdate` what changes one,
`XList` a page of them. A command makes or changes something (`AssignmentCreate`); a part of a body is a noun.
The text below a field is its description in the OpenAPI document.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator


class ReadModel(BaseModel):
    """What the API gives."""

    model_config = ConfigDict(
        frozen=True,
        populate_by_name=True,  # `from` on the wire is `from_` in Python
        use_attribute_docstrings=True,
    )


class WriteModel(BaseModel):
    """What a caller writes: unknown fields are refused, and a truth value where a number stands."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth_for_a_number(cls, value: object, info: ValidationInfo) -> object:
        """Refuse `true` where 1 is meant: they are equal in Python, and to nobody who writes JSON."""
        if _has_truth(value) and info.field_name in _numbers(cls):
            raise ValueError("must be a number")
        return value


class StrictWriteModel(WriteModel):
    """What a caller writes where no value is bent into another type."""

    model_config = ConfigDict(strict=True)


def _has_truth(value: object) -> bool:
    """Whether a value is a truth value, or a list or object of which one is."""
    if isinstance(value, dict):
        return any(isinstance(each, bool) for each in value.values())
    return isinstance(value, bool) or (isinstance(value, list) and any(isinstance(each, bool) for each in value))


@cache
def _numbers(model: type[BaseModel]) -> frozenset[str]:
    """The fields of a model that take numbers, alone or in a list or object, and no truth value and no model."""
    return frozenset(name for name, field in model.model_fields.items() if _takes_numbers(field.annotation))


def _takes_numbers(annotation: Any) -> bool:  # noqa: ANN401 - any type there is
    leaves = set(_leaves(annotation))
    return bool(leaves & {int, float}) and bool not in leaves


def _leaves(annotation: Any) -> list[Any]:  # noqa: ANN401 - any type there is
    """The plain types that a type is made of; of a literal those of its values."""
    if get_origin(annotation) is Literal:
        return [type(each) for each in get_args(annotation)]
    inner = [each for each in get_args(annotation) if isinstance(each, type) or get_args(each)]
    return [leaf for each in inner for leaf in _leaves(each)] if inner else [annotation]
