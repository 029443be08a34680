"""Window documents: one measure of one brand in one window, a document per stripe."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from chassis.mongo import BrandCollection, Document, Mongo, Write
from services.analytics.application.ports import Windows
from services.analytics.domain.numbers import Numbers, gather
from services.analytics.domain.sketch import Sketch
from services.analytics.domain.tally import Additions, Cell
from services.analytics.domain.vocabulary import value_of
from services.analytics.domain.windows import EVER_SECONDS, TimeSpan

MOST_DOCUMENTS = 200_000  # windows x measures x stripes of the largest answer the API allows; a guard, not a page
PLAIN = {"at": 1, "m": 1, "n": 1, "s": 1, "z": 1, "b": 1, "hi": 1}


class WindowCollection:
    """Adds to windows and reads them back. Readers add the stripes up."""

    def __init__(self, mongo: Mongo) -> None:
        self.collection: BrandCollection = mongo.brand_collection("windows")

    def addition(self, cell: Cell, additions: Additions, stripe: int, keep: timedelta | None) -> Write:
        """The write that adds to a window; `keep` is how long after its start it expires, None for never."""
        update = window_update(cell, additions, keep)
        return self.collection.update(cell.brand, window_id(cell, stripe), update, upsert=True)

    async def between(
        self, brand: str, seconds: int, span: TimeSpan, measures: Collection[str], by: Collection[str] | None
    ) -> Windows:
        """The numbers of the windows of a length that begin in a span; `by` names the dimensions, None means all."""
        documents = await self.collection.find(
            brand,
            {"w": seconds, "m": {"$in": sorted(measures)}, "at": {"$gte": span.start, "$lt": span.end}},
            projection=_projection(by),
            limit=MOST_DOCUMENTS,
        )
        windows: Windows = {}
        for document in documents:
            gather(windows.setdefault(document["m"], {}), document["at"], numbers_of(document))
        return windows

    async def ever(self, brand: str, measures: Collection[str]) -> dict[str, Numbers]:
        """The totals of all time of lifelong measures."""
        documents = await self.collection.find(
            brand, {"w": EVER_SECONDS, "m": {"$in": sorted(measures)}}, projection=PLAIN, limit=MOST_DOCUMENTS
        )
        totals: dict[str, Numbers] = {}
        for document in documents:
            gather(totals, document["m"], numbers_of(document))
        return totals


def window_id(cell: Cell, stripe: int) -> str:
    """The id of a window's document; each stripe adds to its own, so that two processes rarely meet in one."""
    return f"{cell.seconds}/{int(cell.start.timestamp())}/{cell.measure}/{stripe}"


def window_update(cell: Cell, additions: Additions, keep: timedelta | None) -> Document:
    """The upsert that adds to a window; `keep` is how long after its start it expires, None for never."""
    on_insert: Document = {"w": cell.seconds, "at": cell.start, "m": cell.measure}
    if keep is not None:
        on_insert["expires"] = cell.start + keep
    update: Document = {"$setOnInsert": on_insert}
    if add := {path: amount for path, amount in additions.add.items() if amount}:
        update["$inc"] = add
    if additions.peak:
        update["$max"] = additions.peak
    return update


def numbers_of(document: Mapping[str, Any]) -> Numbers:
    """Read a stored window, or the part of one below a dimension's value."""
    numbers = Numbers(
        count=document.get("n", 0),
        total=document.get("s", 0),
        peak=document.get("hi"),
        sketch=Sketch.of_map(document.get("z", 0), document["b"]) if "b" in document else Sketch(document.get("z", 0)),
    )
    for dimension, values in document.get("by", {}).items():
        numbers.by[dimension] = {value_of(name): numbers_of(part) for name, part in values.items()}
    return numbers


def _projection(by: Collection[str] | None) -> dict[str, int] | None:
    if by is None:
        return None
    return {**PLAIN, **{f"by.{dimension}": 1 for dimension in by}}
