"""Writes: ids of documents, indexes, the writes of a bulk and their result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo.errors import BulkWriteError

from chassis.mongo.errors import DUPLICATE_KEY


def key(brand: str, id_: str) -> str:
    """The `_id` of a brand's document: no two brands can share one."""
    if not brand or "/" in brand:
        raise ValueError("a brand's name is not empty and has no slash")
    return f"{brand}/{id_}"


@dataclass(frozen=True, slots=True)
class Index:
    """An index a service needs. Business indexes begin with `brand`, except one on a lone time-to-live field."""

    name: str
    keys: Sequence[tuple[str, int]]
    unique: bool = False
    partial: Mapping[str, Any] | None = None
    ttl_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a bulk, already bound to its brand."""

    operation: Any


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The result of a bulk; `duplicates` are the indexes of the writes that met a unique index."""

    inserted: int = 0
    matched: int = 0
    modified: int = 0
    upserted: int = 0
    deleted: int = 0
    duplicates: tuple[int, ...] = ()


def partial_result(error: BulkWriteError) -> WriteResult:
    """Read what a bulk did although some writes met a unique index; anything else is raised on."""
    details = error.details
    if any(each["code"] != DUPLICATE_KEY for each in details["writeErrors"]) or details.get("writeConcernErrors"):
        raise error
    return WriteResult(
        details["nInserted"],
        details["nMatched"],
        details["nModified"],
        details["nUpserted"],
        details["nRemoved"],
        tuple(each["index"] for each in details["writeErrors"]),
    )
