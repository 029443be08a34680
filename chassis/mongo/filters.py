"""Filters that are bound to their brand: none names another, and none runs code in the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.mongo.types import Document
from chassis.mongo.writes import key

FORBIDDEN_OPERATORS = frozenset({"$where", "$expr", "$function", "$accumulator"})


def branded(brand: str, filter_: Mapping[str, Any]) -> Document:
    """Bind a filter to its brand; refuses one that names a brand itself or runs code in the server."""
    if not brand:
        raise ValueError("a query needs a brand")
    _refuse(filter_)
    if "brand" in filter_:
        raise ValueError("the filter must not name the brand: it is given apart")
    return {"brand": brand, **filter_}


def _refuse(value: object) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name in FORBIDDEN_OPERATORS:
                raise ValueError(f"{name} is not allowed in a query")
            _refuse(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _refuse(inner)


def behind(brand: str, by: tuple[str, int], id_direction: int, after: tuple[Any, str]) -> Document:
    """What stands behind one item, (value of the sort field, id), in a list sorted by a field and then by `_id`.

    The range of the field stands beside the tie, not within it: so the index that has the order is read from there on,
    where a plain alternative lets the server gather all that follows and sort it.
    """
    (field, direction), (value, id_) = by, after
    beyond, later = ("$gt" if each > 0 else "$lt" for each in (direction, id_direction))
    return {field: {f"{beyond}e": value}, "$or": [{field: {beyond: value}}, {"_id": {later: key(brand, id_)}}]}


def one(brand: str, id_: str, where: Mapping[str, Any] | None) -> Document:
    """One document by its id, which begins with the brand; alone, the server needs no plan for it."""
    name = {"_id": key(brand, id_)}
    return {**name, **branded(brand, where)} if where else name
