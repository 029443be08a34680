"""Journeys of contacts: touches and sales, fenced by a revision."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from chassis.mongo import BrandCollection, Document, Mongo, Write
from services.analytics.application.ports import EventKey, Person
from services.analytics.domain.journeys import Journey, Sale, Touch
from services.analytics.persistence.generations import marked, of_generation, placed


class JourneyCollection:
    """Reads journeys and writes them one revision on."""

    def __init__(self, mongo: Mongo, generation_of: Callable[[str], int]) -> None:
        self.collection: BrandCollection = mongo.brand_collection("journeys")
        self._generation_of = generation_of

    async def of(self, people: Collection[Person]) -> dict[Person, Journey]:
        """The journeys of these contacts, in one read."""
        keys = {(brand, placed(self._generation_of(brand), contact)): (brand, contact) for brand, contact in people}
        documents = await self.collection.get_many(keys)
        return {keys[key]: journey_of(document) for key, document in documents.items()}

    async def with_sales(self, sales: Collection[EventKey]) -> dict[EventKey, str]:
        """The contact whose journey has each of these sales, in one read."""
        found = await self.collection.find_for(
            [(brand, {"sales.id": id_, **of_generation(self._generation_of(brand))}) for brand, id_ in sales],
            projection={"brand": 1, "sales.id": 1},
        )
        return {
            (document["brand"], sale["id"]): document["_id"].rsplit("/", 1)[1]
            for document in found
            for sale in document["sales"]
            if (document["brand"], sale["id"]) in sales
        }

    def replacement(self, person: Person, journey: Journey) -> Write:
        """The write of a journey; it takes no effect where another process wrote this revision first."""
        brand, contact = person
        generation = self._generation_of(brand)
        id_, document = placed(generation, contact), journey_document(journey) | marked(generation)
        if journey.revision == 1:
            return self.collection.insert(brand, id_, document)
        return self.collection.replace(brand, id_, document, where={"rev": journey.revision - 1})

    def removals(self, person: Person, generations: Iterable[int]) -> list[Write]:
        """The writes that remove a contact's journey of these generations, where there is one."""
        brand, contact = person
        return [self.collection.delete(brand, placed(generation, contact)) for generation in generations]


def _touch(touch: Touch | None) -> list[Any] | None:
    return None if touch is None else [touch.at, touch.conversation, touch.channel, touch.employee]


def _touch_of(stored: list[Any] | None) -> Touch | None:
    return None if stored is None else Touch(*stored)


def journey_document(journey: Journey) -> Document:
    """A journey as a document; it expires with its newest moment."""
    moments = [touch.at for touch in journey.touches] + [sale.at for sale in journey.sales]
    return {
        "rev": journey.revision,
        "newest": max(moments),
        "touches": [_touch(touch) for touch in journey.touches],
        "sales": [
            {
                "at": sale.at,
                "id": sale.id,
                "kind": sale.kind,
                "amount": sale.amount_minor,
                "currency": sale.currency,
                "last": _touch(sale.last_touch),
                "first": _touch(sale.first_touch),
                "corrects": sale.corrects,
            }
            for sale in journey.sales
        ],
    }


def journey_of(document: Mapping[str, Any]) -> Journey:
    """Read a journey."""
    return Journey(
        tuple(Touch(*touch) for touch in document["touches"]),
        tuple(
            Sale(
                sale["at"],
                sale["id"],
                sale["kind"],
                sale["amount"],
                sale["currency"],
                _touch_of(sale["last"]),
                _touch_of(sale["first"]),
                sale.get("corrects"),
            )
            for sale in document["sales"]
        ),
        document["rev"],
    )
