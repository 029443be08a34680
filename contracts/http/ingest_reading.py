"""Checks one item of what `POST /v1/events` and the generic webhook take, by the model of its kind."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from contracts.http.ingest import IngestItem

_ADAPTER: TypeAdapter[IngestItem] = TypeAdapter(IngestItem)

NO_SUCH_KIND = frozenset({"union_tag_not_found", "union_tag_invalid"})
"""Types of validation errors that are about `kind` and name no field."""


def read_item(value: Any) -> IngestItem:  # noqa: ANN401 - one decoded JSON value
    """Check one decoded item.

    Raises:
        pydantic.ValidationError: with the path to each wrong field; the path begins with the item's kind.
    """
    return _ADAPTER.validate_python(value)
