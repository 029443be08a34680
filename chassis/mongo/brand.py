"""Collections of business documents, in which every query has its brand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import DeleteOne, InsertOne, ReplaceOne, ReturnDocument, UpdateMany, UpdateOne
from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern

from chassis.errors import VersionConflict
from chassis.mongo.errors import reachable
from chassis.mongo.filters import branded, one
from chassis.mongo.types import Document, Session, Sort, Update
from chassis.mongo.writes import Write, WriteResult, key, partial_result

FORBIDDEN_STAGES = frozenset({"$lookup", "$graphLookup", "$unionWith", "$out", "$merge"})


class BrandCollection:
    """A collection of business documents: no method can be called without a brand.

    Questions for many documents read one moment: none that moves in an index meanwhile is missed or met twice.
    """

    def __init__(self, collection: AsyncIOMotorCollection[Document]) -> None:
        """Wrap the driver's collection."""
        self._collection = collection
        self._moment = collection.with_options(read_concern=ReadConcern("snapshot"))

    async def get(
        self, brand: str, id_: str, *, projection: Mapping[str, Any] | None = None, session: Session | None = None
    ) -> Document | None:
        """One document by its id, or None."""
        with reachable():
            return await self._collection.find_one(
                {"_id": key(brand, id_), "brand": brand}, projection=projection, session=session
            )

    async def find(
        self,
        brand: str,
        filter_: Mapping[str, Any],
        *,
        sort: Sort = (),
        limit: int = 100,
        projection: Mapping[str, Any] | None = None,
        session: Session | None = None,
    ) -> list[Document]:
        """The documents of one brand that match, sorted, at most `limit`."""
        cursor = self._moment.find(branded(brand, filter_), projection=projection, session=session, limit=limit)
        if sort:
            cursor = cursor.sort(list(sort))
        with reachable():
            return await cursor.to_list(limit)

    async def get_many(
        self,
        keys: Iterable[tuple[str, str]],
        *,
        projection: Mapping[str, Any] | None = None,
        session: Session | None = None,
    ) -> dict[tuple[str, str], Document]:
        """Documents by (brand, id) in one read, for a batch that mixes brands; missing ones are left out."""
        names = {key(brand, id_): (brand, id_) for brand, id_ in keys}
        if not names:
            return {}
        with reachable():
            cursor = self._collection.find({"_id": {"$in": list(names)}}, projection=projection, session=session)
            return {names[document["_id"]]: document for document in await cursor.to_list(None)}

    async def find_for(
        self,
        pairs: Iterable[tuple[str, Mapping[str, Any]]],
        *,
        projection: Mapping[str, Any] | None = None,
        sort: Sort = (),
        limit: int | None = None,
    ) -> list[Document]:
        """Documents that match any of the (brand, filter) pairs, in one read."""
        branches = [branded(brand, filter_) for brand, filter_ in pairs]
        if not branches:
            return []
        cursor = self._moment.find({"$or": branches}, projection=projection)
        if sort:
            cursor = cursor.sort(list(sort))
        with reachable():
            return await cursor.to_list(limit)

    async def count(self, brand: str, filter_: Mapping[str, Any], *, limit: int = 10_000) -> int:
        """How many match, counted up to `limit`."""
        with reachable():
            return await self._moment.count_documents(branded(brand, filter_), limit=limit)

    async def claim(
        self,
        brand: str,
        filter_: Mapping[str, Any],
        update: Mapping[str, Any],
        *,
        sort: Sort = (),
        session: Session | None = None,
    ) -> Document | None:
        """Change one matching document and return it as it is afterwards; None when nothing matched."""
        with reachable():
            return await self._collection.find_one_and_update(
                branded(brand, filter_),
                update,
                sort=list(sort) or None,
                return_document=ReturnDocument.AFTER,
                session=session,
            )

    async def aggregate(
        self, brand: str, pipeline: Sequence[Mapping[str, Any]], *, session: Session | None = None
    ) -> list[Document]:
        """Run a pipeline over one brand's documents; stages that reach other collections are refused."""
        if any(FORBIDDEN_STAGES & stage.keys() for stage in pipeline):
            raise ValueError("a pipeline stays within its own collection and brand")
        stages = [{"$match": {"brand": brand}}, *pipeline]
        with reachable():
            return await self._moment.aggregate(stages, session=session).to_list(None)

    def insert(self, brand: str, id_: str, document: Mapping[str, Any]) -> Write:
        """Put a new document; meets the unique index when it is there already."""
        return Write(InsertOne({**document, "_id": key(brand, id_), "brand": brand}))

    def update(
        self,
        brand: str,
        id_: str,
        update: Update,
        *,
        where: Mapping[str, Any] | None = None,
        upsert: bool = False,
    ) -> Write:
        """Change a document by id if it also matches `where`."""
        if upsert:  # what is inserted takes its brand from the condition
            return Write(UpdateOne({"_id": key(brand, id_), **branded(brand, where or {})}, update, upsert=True))
        return Write(UpdateOne(one(brand, id_, where), update))

    def update_where(self, brand: str, filter_: Mapping[str, Any], update: Update, *, many: bool = False) -> Write:
        """Change one matching document of the brand, or all of them."""
        return Write((UpdateMany if many else UpdateOne)(branded(brand, filter_), update))

    def replace(
        self,
        brand: str,
        id_: str,
        document: Mapping[str, Any],
        *,
        where: Mapping[str, Any] | None = None,
        upsert: bool = False,
    ) -> Write:
        """Put a document in place of the one by that id if it also matches `where`."""
        whole = {**document, "_id": key(brand, id_), "brand": brand}
        return Write(ReplaceOne(one(brand, id_, where), whole, upsert=upsert))

    def delete(self, brand: str, id_: str, *, where: Mapping[str, Any] | None = None) -> Write:
        """Delete a document if it also matches `where`."""
        return Write(DeleteOne(one(brand, id_, where)))

    async def check(self, expected: Mapping[tuple[str, str], Mapping[str, Any]], session: Session) -> None:
        """See that documents by (brand, id) still hold these values, in the snapshot of a transaction.

        Writes by id alone may follow: a document that another writer changes after the snapshot ends the transaction.
        For many documents this is cheaper than a `where` on each write, which the server plans over all indexes.

        Raises:
            VersionConflict: One is gone or holds something else.
        """
        if not expected:
            return
        values_by_id = {key(brand, id_): values for (brand, id_), values in expected.items()}
        wanted = {"_id": {"$in": list(values_by_id)}}
        fields = dict.fromkeys((name for values in values_by_id.values() for name in values), 1)
        with reachable():
            documents = await self._collection.find(wanted, fields, session=session).to_list(None)
        if len(documents) != len(values_by_id):
            raise VersionConflict
        for document in documents:
            if any(document.get(name) != value for name, value in values_by_id[document["_id"]].items()):
                raise VersionConflict

    async def write(
        self, writes: Sequence[Write], *, ordered: bool = False, session: Session | None = None
    ) -> WriteResult:
        """Send the writes as one bulk. Meeting a unique index is reported, not raised, outside a transaction."""
        if not writes:
            return WriteResult()
        with reachable():
            try:
                done = await self._collection.bulk_write([each.operation for each in writes], ordered, session=session)
            except BulkWriteError as error:
                return partial_result(error)
        return WriteResult(
            done.inserted_count, done.matched_count, done.modified_count, done.upserted_count, done.deleted_count
        )
