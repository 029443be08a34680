"""Access to MongoDB; the only module that touches Motor, and the place where every query gets its brand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorClientSession, AsyncIOMotorCollection
from pymongo import DeleteOne, InsertOne, ReplaceOne, ReturnDocument, UpdateMany, UpdateOne
from pymongo.errors import BulkWriteError, ConnectionFailure, ExecutionTimeout, NotPrimaryError, OperationFailure
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from chassis.errors import Unavailable, VersionConflict

Document = dict[str, Any]
Session = AsyncIOMotorClientSession
Sort = Sequence[tuple[str, int]]
Update = Mapping[str, Any] | Sequence[Mapping[str, Any]]  # operators, or a pipeline where the new depends on the old
T = TypeVar("T")

PRIMARY_WENT = frozenset(
    {91, 189, 10107, 11600, 11602, 13435, 13436}
)  # server codes of stepping down and shutting down
SELECT_MS = 800  # a 503 must be out within a second when no primary answers
TRANSACTION_SECONDS = 10.0  # of tries against other writers; then the caller decides
CONFLICT_SECONDS = 0.005  # lets the other writer finish
HEARTBEAT_MS = 500  # polled, a server that hangs is known after this and SELECT_MS; streamed, after eleven seconds
SOCKET_MS = 15_000  # a stalled server frees the caller before a consumer's poll interval ends
DUPLICATE_KEY = 11000
FORBIDDEN_OPERATORS = frozenset({"$where", "$expr", "$function", "$accumulator"})
FORBIDDEN_STAGES = frozenset({"$lookup", "$graphLookup", "$unionWith", "$out", "$merge"})


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
    """What a bulk did; `duplicates` are the indexes of the writes that met a unique index."""

    inserted: int = 0
    matched: int = 0
    modified: int = 0
    upserted: int = 0
    deleted: int = 0
    duplicates: tuple[int, ...] = ()


@contextmanager
def reachable() -> Iterator[None]:
    """Turn the driver's ways of saying that no primary answers into Unavailable."""
    try:
        yield
    except (ConnectionFailure, NotPrimaryError, ExecutionTimeout) as away:
        raise Unavailable("mongodb") from away
    except OperationFailure as failure:
        if failure.has_error_label("RetryableWriteError") or _unconfirmed(failure):
            raise Unavailable("mongodb") from failure
        raise


def _unconfirmed(failure: OperationFailure) -> bool:
    """Whether writes were done and only the word of the other members is missing, because the primary went."""
    details = failure.details or {}
    missing = details.get("writeConcernErrors") or [details.get("writeConcernError") or {}]
    return not details.get("writeErrors") and any(each.get("code") in PRIMARY_WENT for each in missing)


def _branded(brand: str, filter_: Mapping[str, Any]) -> Document:
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


class BrandCollection:
    """A collection of business documents: no method can be called without a brand."""

    def __init__(self, collection: AsyncIOMotorCollection[Document]) -> None:
        """Wrap the driver's collection."""
        self._collection = collection

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
        cursor = self._collection.find(_branded(brand, filter_), projection=projection, session=session, limit=limit)
        if sort:
            cursor = cursor.sort(list(sort))
        with reachable():
            return await cursor.to_list(limit)

    async def get_many(
        self, keys: Iterable[tuple[str, str]], *, projection: Mapping[str, Any] | None = None
    ) -> dict[tuple[str, str], Document]:
        """Documents by (brand, id) in one read, for a batch that mixes brands; missing ones are left out."""
        wanted = {key(brand, id_): (brand, id_) for brand, id_ in keys}
        if not wanted:
            return {}
        with reachable():
            found = await self._collection.find({"_id": {"$in": list(wanted)}}, projection=projection).to_list(None)
        return {wanted[document["_id"]]: document for document in found}

    async def find_for(
        self,
        pairs: Iterable[tuple[str, Mapping[str, Any]]],
        *,
        projection: Mapping[str, Any] | None = None,
        sort: Sort = (),
        limit: int | None = None,
    ) -> list[Document]:
        """Documents that match any of the (brand, filter) pairs, in one read."""
        branches = [_branded(brand, filter_) for brand, filter_ in pairs]
        if not branches:
            return []
        cursor = self._collection.find({"$or": branches}, projection=projection)
        if sort:
            cursor = cursor.sort(list(sort))
        with reachable():
            return await cursor.to_list(limit)

    async def count(self, brand: str, filter_: Mapping[str, Any], *, limit: int = 10_000) -> int:
        """How many match, counted up to `limit`."""
        with reachable():
            return await self._collection.count_documents(_branded(brand, filter_), limit=limit)

    async def claim(
        self,
        brand: str,
        filter_: Mapping[str, Any],
        update: Mapping[str, Any],
        *,
        sort: Sort = (),
        session: Session | None = None,
    ) -> Document | None:
        """Change one matching document and give it as it is afterwards; None when nothing matched."""
        with reachable():
            return await self._collection.find_one_and_update(
                _branded(brand, filter_),
                update,
                sort=list(sort) or None,
                return_document=ReturnDocument.AFTER,
                session=session,
            )

    async def aggregate(
        self, brand: str, pipeline: Sequence[Mapping[str, Any]], *, session: Session | None = None
    ) -> list[Document]:
        """Run a pipeline over one brand's documents; stages that reach other collections are refused."""
        for stage in pipeline:
            if FORBIDDEN_STAGES & stage.keys():
                raise ValueError("a pipeline stays within its own collection and brand")
        stages = [{"$match": {"brand": brand}}, *pipeline]
        with reachable():
            return await self._collection.aggregate(stages, session=session).to_list(None)

    async def explain(self, brand: str, filter_: Mapping[str, Any], *, sort: Sort = ()) -> Document:
        """The server's plan for a find, for tests that show a query does not scan."""
        cursor = self._collection.find(_branded(brand, filter_))
        plan: Document = await (cursor.sort(list(sort)) if sort else cursor).explain()
        return plan

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
            return Write(UpdateOne({"_id": key(brand, id_), **_branded(brand, where or {})}, update, upsert=True))
        return Write(UpdateOne(_one(brand, id_, where), update))

    def update_where(
        self, brand: str, filter_: Mapping[str, Any], update: Mapping[str, Any], *, many: bool = False
    ) -> Write:
        """Change one matching document of the brand, or all of them."""
        return Write((UpdateMany if many else UpdateOne)(_branded(brand, filter_), update))

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
        return Write(ReplaceOne(_one(brand, id_, where), whole, upsert=upsert))

    def delete(self, brand: str, id_: str, *, where: Mapping[str, Any] | None = None) -> Write:
        """Take a document away if it also matches `where`."""
        return Write(DeleteOne(_one(brand, id_, where)))

    async def check(self, expected: Mapping[tuple[str, str], Mapping[str, Any]], session: Session) -> None:
        """See that documents by (brand, id) still hold these values, in the snapshot of a transaction.

        Writes by id alone may follow: a document that another writer changes after the snapshot ends the transaction.
        For many documents this is cheaper than a `where` on each write, which the server plans over all indexes.

        Raises:
            VersionConflict: One is gone or holds something else.
        """
        if not expected:
            return
        wanted = {key(brand, id_): values for (brand, id_), values in expected.items()}
        fields = dict.fromkeys((name for values in wanted.values() for name in values), 1)
        with reachable():
            found = await self._collection.find({"_id": {"$in": list(wanted)}}, fields, session=session).to_list(None)
        if len(found) != len(wanted):
            raise VersionConflict
        for document in found:
            if any(document.get(name) != value for name, value in wanted[document["_id"]].items()):
                raise VersionConflict

    async def write(
        self, writes: Sequence[Write], *, ordered: bool = False, session: Session | None = None
    ) -> WriteResult:
        """Send the writes as one bulk. Meeting a unique index is reported, not raised, outside a transaction."""
        if not writes:
            return WriteResult()
        with reachable():
            try:
                done = await self._collection.bulk_write(
                    [write.operation for write in writes], ordered=ordered, session=session
                )
            except BulkWriteError as error:
                return _partial(error)
        return WriteResult(
            done.inserted_count, done.matched_count, done.modified_count, done.upserted_count, done.deleted_count
        )


def _one(brand: str, id_: str, where: Mapping[str, Any] | None) -> Document:
    """One document by its id, which begins with the brand; alone, the server needs no plan for it."""
    name = {"_id": key(brand, id_)}
    return {**name, **_branded(brand, where)} if where else name


def _partial(error: BulkWriteError) -> WriteResult:
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


class Mongo:
    """One service's database."""

    def __init__(self, client: AsyncIOMotorClient[Document], database: str) -> None:
        """Use `connect` instead; this is for tests that bring a client."""
        self._client = client
        self._database = client.get_database(
            database, write_concern=WriteConcern("majority", wtimeout=10_000), read_concern=ReadConcern("majority")
        )

    @classmethod
    async def connect(cls, url: str, database: str) -> Mongo:
        """Connect on the running loop; raises Unavailable when no primary answers in time."""
        client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
            url,
            tz_aware=True,
            retryWrites=True,
            serverSelectionTimeoutMS=SELECT_MS,
            connectTimeoutMS=SELECT_MS,
            socketTimeoutMS=SOCKET_MS,
            heartbeatFrequencyMS=HEARTBEAT_MS,
            serverMonitoringMode="poll",
            maxPoolSize=32,
        )
        mongo = cls(client, database)
        try:
            await mongo.ping()
        except Unavailable:
            client.close()
            raise
        return mongo

    async def ping(self) -> None:
        """Ask the primary; raises Unavailable when it does not answer."""
        with reachable():
            await self._client.admin.command("ping")

    async def close(self) -> None:
        """Close the connections."""
        self._client.close()

    async def drop(self) -> None:
        """Drop the whole database; for tests and the demo."""
        with reachable():
            await self._client.drop_database(self._database.name)

    def brand_collection(self, name: str) -> BrandCollection:
        """A collection of business documents."""
        return BrandCollection(self._database[name])

    def work_collection(self, name: str) -> AsyncIOMotorCollection[Document]:
        """A collection of the chassis itself (outbox, timers, leases): work, not business data."""
        return self._database[name]

    async def transaction(self, work: Callable[[Session], Coroutine[Any, Any, T]]) -> T:
        """Run `work` in a transaction, again on a transient error; what it raises aborts the transaction.

        Raises Unavailable when other writers hold what it needs for TRANSACTION_SECONDS: a process that was killed in a
        transaction leaves it to the server, which ends it at its `transactionLifetimeLimitSeconds`.

        Not by Motor's `with_transaction`: in Motor 3.7 it commits where its own retry does not see a failure of the
        commit, such as a write conflict of two first writes to a collection.
        """
        read, write = ReadConcern("snapshot"), WriteConcern("majority", wtimeout=10_000)
        give_up = time.monotonic() + TRANSACTION_SECONDS
        with reachable():
            async with await self._client.start_session() as session:
                while True:
                    try:
                        async with session.start_transaction(read, write):
                            result = await work(session)
                    except OperationFailure as failure:
                        transient = failure.has_error_label("TransientTransactionError")
                        if not transient:
                            raise
                        if time.monotonic() > give_up:
                            raise Unavailable("mongodb") from failure
                        await asyncio.sleep(CONFLICT_SECONDS)
                    else:
                        return result

    async def ensure_indexes(self, wanted: Mapping[str, Sequence[Index]], *, work: bool = False) -> None:
        """Create what is missing; refuse to start when one differs, or a business index does not begin with brand."""
        for name, indexes in wanted.items():
            for index in indexes:
                alone = index.ttl_seconds is not None and len(index.keys) == 1
                if not work and not alone and index.keys[0][0] != "brand":
                    raise ValueError(f"index {name}.{index.name} must begin with brand")
                await self._ensure(name, index)

    async def _ensure(self, collection: str, index: Index) -> None:
        options: Document = {"name": index.name, "unique": index.unique}
        if index.partial is not None:
            options["partialFilterExpression"] = dict(index.partial)
        if index.ttl_seconds is not None:
            options["expireAfterSeconds"] = index.ttl_seconds
        with reachable():
            try:
                await self._database[collection].create_index(list(index.keys), **options)
            except OperationFailure as failure:
                if failure.code in {85, 86}:  # IndexOptionsConflict, IndexKeySpecsConflict
                    raise SystemExit(
                        f"index {collection}.{index.name} differs from what this version needs: drop it and start again"
                    ) from failure
                raise
