"""One service's database on the Motor client: connection, transactions, collections and indexes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pymongo
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection
from pymongo import IndexModel
from pymongo.errors import OperationFailure
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from chassis.errors import Unavailable
from chassis.mongo.brand import BrandCollection
from chassis.mongo.errors import reachable
from chassis.mongo.replication import Replication, replication_of
from chassis.mongo.timed_commands import TimedCommands
from chassis.mongo.types import Document, Session
from chassis.mongo.writes import Index

T = TypeVar("T")
SELECT_MS = 800  # a 503 must be out within a second when no primary answers
TRANSACTION_SECONDS = 10.0  # of tries against other writers; then the caller decides
CONFLICT_SECONDS = 0.005  # lets the other writer finish
HEARTBEAT_MS = 500  # polled, a server that hangs is known after this and SELECT_MS; streamed, after eleven seconds
INDEX_SECONDS = 3600.0  # a new index of a large collection is built while the start waits; SOCKET_MS would end it
SOCKET_MS = 15_000  # a stalled server frees the caller before a consumer's poll interval ends

_after_commit: dict[int, list[Callable[[], None]]] = {}  # by the id of a session with a transaction under way


def after_commit(session: Session | None, then: Callable[[], None]) -> None:
    """Call `then` once the transaction of this session has committed, never when it aborts; without one, at once."""
    waiting = None if session is None else _after_commit.get(id(session))
    if waiting is None:
        then()
    else:
        waiting.append(then)


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
            event_listeners=[TimedCommands()],
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

    async def disk_used(self) -> float | None:
        """How much of the disk under the primary is used, 0 to 1; None where the server does not say."""
        with reachable():
            said = await self._database.command("dbStats")
        return said["fsUsedSize"] / said["fsTotalSize"] if said.get("fsTotalSize") else None

    def replication(self) -> Replication:
        """How the members of the replica set are, as the driver last heard from each; asks nobody."""
        return replication_of(self._client.delegate.topology_description.server_descriptions().values())

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
        """Run `work` in a transaction, and retry on a transient error; an exception of `work` aborts it.

        Raises Unavailable when other writers lock its documents for TRANSACTION_SECONDS: a process that was killed in a
        transaction leaves it to the server, which ends it at its `transactionLifetimeLimitSeconds`.

        Not by Motor's `with_transaction`: in Motor 3.7 it commits where its own retry does not see a failure of the
        commit, such as a write conflict of two first writes to a collection.
        """
        read, write = ReadConcern("snapshot"), WriteConcern("majority", wtimeout=10_000)
        give_up = time.monotonic() + TRANSACTION_SECONDS
        with reachable():
            async with await self._client.start_session() as session:
                while True:
                    waiting = _after_commit[id(session)] = []
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
                        for then in waiting:
                            then()
                        return result
                    finally:
                        del _after_commit[id(session)]

    @asynccontextmanager
    async def one_moment(self) -> AsyncIterator[Session]:
        """Give a session in which all reads, of any collection, are of the moment of the first."""
        with reachable():
            async with await self._client.start_session(snapshot=True) as session:
                yield session

    async def ensure_indexes(self, by_collection: Mapping[str, Sequence[Index]], *, work: bool = False) -> None:
        """Create what is missing; refuse to start when one differs, or a business index does not begin with brand.

        `work` is for the chassis's own collections, such as timers and idempotency keys. Collections are looked at side
        by side, each in one call.
        """
        for name, indexes in by_collection.items():
            for index in indexes:
                alone = index.ttl_seconds is not None and len(index.keys) == 1
                if not work and not alone and index.keys[0][0] != "brand":
                    raise ValueError(f"index {name}.{index.name} must begin with brand")
        differing = await asyncio.gather(*(self._ensure(*each) for each in by_collection.items() if each[1]))
        for index_name in differing:
            if index_name is not None:
                raise SystemExit(f"index {index_name} differs from what this version needs: drop it and start again")

    async def _ensure(self, collection: str, indexes: Sequence[Index]) -> str | None:
        """Create the indexes of a collection; returns the name of one that differs, None when none does."""
        with reachable():
            try:
                with pymongo.timeout(INDEX_SECONDS):
                    await self._database[collection].create_indexes([_model(index) for index in indexes])
                return None
            except OperationFailure as failure:
                if failure.code not in {85, 86}:  # IndexOptionsConflict, IndexKeySpecsConflict
                    raise
        if len(indexes) == 1:
            return f"{collection}.{indexes[0].name}"
        for index in indexes:
            name = await self._ensure(collection, [index])
            if name is not None:
                return name
        return None


def _model(index: Index) -> IndexModel:
    options: Document = {"name": index.name, "unique": index.unique}
    if index.partial is not None:
        options["partialFilterExpression"] = dict(index.partial)
    if index.ttl_seconds is not None:
        options["expireAfterSeconds"] = index.ttl_seconds
    return IndexModel(list(index.keys), **options)
