"""Domain values to documents and back, by their own type annotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(shape: type[Any]) -> TypeAdapter[Any]:
    """Built once per type: building compiles a validator."""
    adapter = _ADAPTERS.get(shape)
    if adapter is None:
        adapter = _ADAPTERS[shape] = TypeAdapter(shape)
    return adapter


def document(value: object) -> dict[str, Any]:
    """The fields of a dataclass as a document."""
    dumped: dict[str, Any] = _adapter(type(value)).dump_python(value)
    return dumped


def value(shape: type[T], stored: Mapping[str, Any]) -> T:
    """A dataclass from a document; fields it does not know are left out."""
    built: T = _adapter(shape).validate_python(dict(stored))
    return built
