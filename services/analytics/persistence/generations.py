"""Which generation each row of a brand belongs to: one small document a brand, and the ids that follow from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from chassis.mongo import Document, Mongo
from services.analytics.domain.generations import Generations
from services.analytics.domain.tally import Cell
from services.analytics.domain.windows import EVER_SECONDS

COLLECTION = "generations"
ID = "numbers"
FIRST = Generations()


def placed(generation: int, id_: str) -> str:
    """The id of a row of a generation; those of the first have none in front, as they were before there were others."""
    return id_ if generation == 0 else f"g{generation}/{id_}"


def of_generation(generation: int) -> Document:
    """The condition on rows of a generation; null stands for the rows of the first, which do not say it."""
    return {"g": generation or None}


def marked(generation: int) -> Document:
    """What a row of a generation says of it."""
    return {"g": generation} if generation else {}


def generations_of(document: Mapping[str, Any] | None) -> Generations:
    """Read the generations of a brand; one without a document was never counted anew."""
    if document is None or "begins" not in document:
        return FIRST
    return Generations(tuple((at, number) for at, number in document["begins"]))


class GenerationReader:
    """Reads the generations of brands."""

    def __init__(self, mongo: Mongo) -> None:
        self._collection = mongo.brand_collection(COLLECTION)

    async def of(self, brand: str) -> Generations:
        """The generations of a brand now."""
        return generations_of(await self._collection.get(brand, ID, projection={"begins": 1}))

    async def last(self, brand: str) -> int:
        """The highest number that a generation of a brand has had, in use or not."""
        found = await self._collection.get(brand, ID, projection={"last": 1}) or {}
        number: int = found.get("last", 0)
        return number

    async def of_many(self, brands: Collection[str]) -> dict[str, Generations]:
        """The generations of some brands, in one read."""
        found = await self._collection.get_many([(brand, ID) for brand in brands], projection={"begins": 1})
        return {brand: generations_of(found.get((brand, ID))) for brand in brands}


class RowPlaces(Protocol):
    """Where a ledger writes."""

    async def know(self, brands: Collection[str]) -> None:
        """Learn the generations of brands before a batch of theirs is read."""

    def forget(self) -> None:
        """Learn all anew: a fence was put up."""

    def of_state(self, brand: str) -> int:
        """The generation of a brand's journeys and courses."""

    def of_window(self, cell: Cell) -> int | None:
        """The generation of a window; None where this ledger does not write it."""

    def of_seen(self, brand: str) -> tuple[int, ...]:
        """The generations in which an event may have been seen; new ones are written to the first."""

    async def of_erased(self, brand: str) -> Iterable[int]:
        """The generations whose journeys an erased contact is taken out of."""

    def takes_incidents(self) -> bool:
        """Whether incidents are counted here."""


class PlacesInUse:
    """The generations in use, for the running service.

    They are kept in memory: whoever changes them puts up a fence in the same transaction, so what is written by an
    older reading never comes to be.
    """

    def __init__(self, mongo: Mongo) -> None:
        self._reader = GenerationReader(mongo)
        self._known: dict[str, Generations] = {}

    async def know(self, brands: Collection[str]) -> None:
        """Read those not known yet."""
        if missing := set(brands) - self._known.keys():
            self._known |= await self._reader.of_many(missing)

    def forget(self) -> None:
        """Learn all anew."""
        self._known.clear()

    def of_state(self, brand: str) -> int:
        """The newest one."""
        return self._known[brand].current

    def of_window(self, cell: Cell) -> int | None:
        """The one that has windows of that start."""
        known = self._known[cell.brand]
        return known.current if cell.seconds == EVER_SECONDS else known.of(cell.start)

    def of_seen(self, brand: str) -> tuple[int, ...]:
        """What was counted by the service itself, and what a recount found in the log."""
        return (0, *(number for number in self._known[brand].numbers if number))

    async def of_erased(self, brand: str) -> Iterable[int]:
        """All there ever were: what a rebuild left or replaced may not be removed yet."""
        return range(await self._reader.last(brand) + 1)

    def takes_incidents(self) -> bool:
        """All are counted here."""
        return True


class PlacesBuilt:
    """One generation of one brand that is being counted: all of it from a cut on.

    `kept_since` names the lengths of windows, in seconds, of which the oldest are not kept: those are not written.
    """

    def __init__(self, generation: int, cut: datetime, kept_since: Mapping[int, datetime]) -> None:
        self._generation = generation
        self._cut = cut
        self._kept_since = kept_since

    async def know(self, brands: Collection[str]) -> None:
        """Nothing is left to learn."""

    def forget(self) -> None:
        """Nothing was learnt."""

    def of_state(self, brand: str) -> int:  # noqa: ARG002 - it is built for one brand
        """This one."""
        return self._generation

    def of_window(self, cell: Cell) -> int | None:
        """This one for windows since the cut; earlier ones are counted by the service alone."""
        return self._generation if cell.start >= max(self._cut, self._kept_since.get(cell.seconds, self._cut)) else None

    def of_seen(self, brand: str) -> tuple[int, ...]:  # noqa: ARG002 - it is built for one brand
        """This one."""
        return (self._generation,)

    async def of_erased(self, brand: str) -> Iterable[int]:  # noqa: ARG002 - it is built for one brand
        """This one; the service takes them out of the others."""
        return (self._generation,)

    def takes_incidents(self) -> bool:
        """Incidents are kept as they are."""
        return False
