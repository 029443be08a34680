"""One collection of one brand, in or outside of a transaction: documents by id, as the aggregates' files need them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from chassis.errors import VersionConflict
from chassis.mongo import BrandCollection, Document, Mongo, Session, behind, key
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.persistence.documents import document

T = TypeVar("T")
MOST = 5_000  # documents of one kind read for one incident or callout; a bound on memory, above what a company can ask


@dataclass(frozen=True, slots=True)
class Scope:
    """Where repositories read and write: a database, a brand, and the transaction, if there is one."""

    mongo: Mongo
    brand: str
    session: Session | None = None


class BrandDocuments:
    """The documents of one brand in one collection."""

    def __init__(self, scope: Scope, name: str) -> None:
        """`name` is the collection's in `indexes.py`."""
        self.collection: BrandCollection = scope.mongo.brand_collection(name)
        self.brand = scope.brand
        self.session = scope.session

    async def get(self, id_: str) -> Document | None:
        """One document by id."""
        return await self.collection.get(self.brand, id_, session=self.session)

    async def find(
        self,
        filter_: Mapping[str, Any],
        *,
        sort: Sequence[tuple[str, int]] = (),
        limit: int = MOST,
        fields: Sequence[str] = (),
    ) -> list[Document]:
        """Documents that match; only these `fields` and the id when some are named."""
        return await self.collection.find(
            self.brand,
            filter_,
            sort=sort,
            limit=limit,
            projection=dict.fromkeys(fields, 1) if fields else None,
            session=self.session,
        )

    async def many(self, ids: Collection[str], filter_: Mapping[str, Any]) -> list[Document]:
        """Documents by id that match."""
        named = {"_id": {"$in": [key(self.brand, id_) for id_ in sorted(ids)]}, **filter_}
        return await self.find(named, limit=len(ids)) if ids else []

    async def aggregate(self, pipeline: Sequence[Mapping[str, Any]]) -> list[Document]:
        """What a pipeline over the brand's documents gives."""
        return await self.collection.aggregate(self.brand, pipeline, session=self.session)

    async def newest(
        self, filter_: Mapping[str, Any], limit: int, after: NewestKey | None, value_of: Callable[[Document], T]
    ) -> Slice[T, NewestKey]:
        """Values from the newest on, after the sort key of the last one seen."""
        bounded = dict(filter_)
        if after is not None:
            bounded |= behind(self.brand, ("listed_at", -1), -1, after)
        documents = await self.find(bounded, sort=[("listed_at", -1), ("_id", -1)], limit=limit + 1)
        following = self._newest_key(documents[limit - 1]) if len(documents) > limit else None
        return Slice([value_of(each) for each in documents[:limit]], following)

    def _newest_key(self, stored: Document) -> NewestKey:
        at: datetime = stored["listed_at"]
        return at, str(stored["_id"]).removeprefix(f"{self.brand}/")

    async def insert(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Insert documents by id; VersionConflict when one of the ids, or a unique key, is taken."""
        writes = [self.collection.insert(self.brand, id_, each) for id_, each in documents.items()]
        if (await self.collection.write(writes, session=self.session)).duplicates:
            raise VersionConflict

    async def set_fields(self, id_: str, value: object) -> None:
        """Set the fields of a value that is there; what stands beside them stays."""
        await self.set_document(id_, document(value))

    async def set_document(self, id_: str, fields: Mapping[str, Any]) -> None:
        """Set fields of a document that is there."""
        write = self.collection.update(self.brand, id_, {"$set": dict(fields)})
        await self.collection.write([write], session=self.session)

    async def set_where(self, filter_: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
        """Set fields of every document that matches."""
        write = self.collection.update_where(self.brand, filter_, {"$set": dict(fields)}, many=True)
        await self.collection.write([write], session=self.session)

    async def put(self, id_: str, fields: Mapping[str, Any]) -> None:
        """Put a document in place of the one by its id, or insert it."""
        write = self.collection.replace(self.brand, id_, fields, upsert=True)
        await self.collection.write([write], session=self.session)

    async def put_many(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Put documents in place of those by their ids, or insert them."""
        writes = [self.collection.replace(self.brand, id_, each, upsert=True) for id_, each in documents.items()]
        await self.collection.write(writes, session=self.session)

    async def delete(self, id_: str) -> None:
        """Delete a document; one that is not there is fine."""
        await self.collection.write([self.collection.delete(self.brand, id_)], session=self.session)
