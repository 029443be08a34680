"""A condition as a document and back."""

from __future__ import annotations

from typing import Any

from services.routing.domain.workflow import Condition


def condition_document(condition: Condition) -> dict[str, Any]:
    """The fields, with sets as sorted lists."""
    fields = {name: getattr(condition, name) for name in Condition.__slots__}
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in fields.items()}


def condition_from(document: dict[str, Any]) -> Condition:
    """The condition of a document."""
    fields: dict[str, Any] = {n: frozenset(v) if isinstance(v, list) else v for n, v in document.items()}
    return Condition(**fields)
