"""Window documents: one measure of one brand in one window, a document per stripe."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from chassis.mongo import BrandCollection, Document, Mongo, Write
from services.analytics.application.ports import Amounts, By, Windows
from services.analytics.domain.generations import Generations
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.tally import Additions, Cell
from services.analytics.domain.vocabulary import field_name, value_of
from services.analytics.domain.windows import EVER_SECONDS, TimeSpan
from services.analytics.persistence.generations import marked, of_generation, placed

MOST_DOCUMENTS = 200_000  # windows x measures x stripes of the largest answer the API allows; a guard, not a page
AMOUNTS = {"w": 1, "at": 1, "m": 1, "n": 1, "s": 1}
PLAIN = {"at": 1, "m": 1, "n": 1, "s": 1, "z": 1, "b": 1, "hi": 1}


class WindowCollection:
    """Adds to windows and reads them back. Readers add the stripes up."""

    def __init__(self, mongo: Mongo) -> None:
        self.collection: BrandCollection = mongo.brand_collection("windows")

    def addition(
        self, cell: Cell, additions: Additions, stripe: int, keep: timedelta | None, generation: int = 0
    ) -> Write:
        """The write that adds to a window; `keep` is how long after its start it expires, None for never."""
        update = window_update(cell, additions, keep, generation)
        return self.collection.update(cell.brand, placed(generation, window_id(cell, stripe)), update, upsert=True)

    async def between(
        self,
        brand: str,
        seconds: int,
        span: TimeSpan,
        measures: Collection[str],
        by: By,
        generations: Generations,
    ) -> Windows:
        """The numbers of the windows of a length that begin in a span."""
        documents = await self.collection.find(
            brand,
            _begin_in([(seconds, span)], measures, generations),
            projection=_projection(by),
            limit=MOST_DOCUMENTS,
        )
        windows: Windows = {}
        for document in documents:
            add_stored(windows.setdefault(document["m"], {}).setdefault(document["at"], Numbers()), document)
        return windows

    async def amounts(
        self,
        brand: str,
        lengths: Collection[int],
        span: TimeSpan,
        measures: Collection[str],
        generations: Generations,
    ) -> list[tuple[int, datetime, str, Amounts]]:
        """The count and total of each window of some lengths that begins in a span; a stripe is a row."""
        documents = await self.collection.find(
            brand,
            _begin_in([({"$in": sorted(lengths)}, span)], measures, generations),
            projection=AMOUNTS,
            limit=MOST_DOCUMENTS,
        )
        return [(each["w"], each["at"], each["m"], (each.get("n", 0), each.get("s", 0))) for each in documents]

    async def totals(
        self,
        brand: str,
        spans: Sequence[tuple[int, TimeSpan]],
        measures: Collection[str],
        by: By,
        generations: Generations,
    ) -> dict[str, Numbers]:
        """The sums of all windows of these lengths that begin in these spans."""
        documents = await self.collection.find(
            brand,
            _begin_in(spans, measures, generations),
            projection=_projection(by),
            limit=MOST_DOCUMENTS,
        )
        return _summed(documents)

    async def ever(self, brand: str, measures: Collection[str], generations: Generations) -> dict[str, Numbers]:
        """The totals of all time of lifelong measures."""
        of_these = {"w": EVER_SECONDS, "m": {"$in": sorted(measures)}, **of_generation(generations.current)}
        return _summed(await self.collection.find(brand, of_these, projection=PLAIN, limit=MOST_DOCUMENTS))


def _begin_in(
    spans: Sequence[tuple[int | Document, TimeSpan]], measures: Collection[str], generations: Generations
) -> Document:
    """The condition on windows of these lengths that begin in these spans, each part of its generation."""
    conditions: list[Document] = [
        {
            "w": seconds,
            "at": {"$gte": part.start, "$lt": part.end},
            "m": {"$in": sorted(measures)},
            **of_generation(generation),
        }
        for seconds, span in spans
        for part, generation in generations.parts(span)
    ]
    if not conditions:
        return {"_id": {"$in": []}}
    return conditions[0] if len(conditions) == 1 else {"$or": conditions}


def _summed(documents: Iterable[Document]) -> dict[str, Numbers]:
    totals: dict[str, Numbers] = {}
    for document in documents:
        add_stored(totals.setdefault(document["m"], Numbers()), document)
    return totals


def window_id(cell: Cell, stripe: int) -> str:
    """The id of a window's document; each stripe adds to its own, so that two processes rarely meet in one."""
    return f"{cell.seconds}/{int(cell.start.timestamp())}/{cell.measure}/{stripe}"


def window_update(cell: Cell, additions: Additions, keep: timedelta | None, generation: int = 0) -> Document:
    """The upsert that adds to a window; `keep` is how long after its start it expires, None for never."""
    on_insert: Document = {"w": cell.seconds, "at": cell.start, "m": cell.measure, **marked(generation)}
    if keep is not None:
        on_insert["expires"] = cell.start + keep
    update: Document = {"$setOnInsert": on_insert}
    if add := {path: amount for path, amount in additions.add.items() if amount}:
        update["$inc"] = add
    if additions.peak:
        update["$max"] = additions.peak
    return update


def add_stored(numbers: Numbers, document: Mapping[str, Any]) -> None:
    """Add a stored window, or the part of one below a dimension's value, to numbers of the same measure."""
    for name, stored in document.items():
        if name == "n":
            numbers.count += stored
        elif name == "s":
            numbers.total += stored
        elif name == "z":
            numbers.sketch.zeros += stored
        elif name == "b":
            numbers.sketch.add_stored(stored)
        elif name == "hi":
            numbers.peak = stored if numbers.peak is None else max(numbers.peak, stored)
        elif name == "by":
            for dimension, parts in stored.items():
                _add_parts(numbers.by.setdefault(dimension, {}), parts)


def _add_parts(values: dict[str, Numbers], parts: Mapping[str, Mapping[str, Any]]) -> None:
    for name, part in parts.items():
        value = value_of(name)
        numbers = values.get(value)
        if numbers is None:
            numbers = values[value] = Numbers()
        if len(part) == 1 and "n" in part:  # nearly all parts: a report by employee reads tens of thousands
            numbers.count += part["n"]
        else:
            add_stored(numbers, part)


def _projection(by: By) -> dict[str, int] | None:
    if by is None:
        return None
    return {**PLAIN, **{f"by.{_path(each)}": 1 for each in by}}


def _path(place: str | tuple[str, str]) -> str:
    return place if isinstance(place, str) else f"{place[0]}.{field_name(place[1])}"
