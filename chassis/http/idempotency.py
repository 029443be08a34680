"""Idempotency-Key on commands: a repeated request gets the first answer, another body is refused."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from pymongo.errors import DuplicateKeyError

from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.http.problem import Conflict, FieldError, Forbidden, Invalid
from chassis.mongo import Index, Mongo, reachable

RETENTION = timedelta(days=1)
RUNNING = timedelta(seconds=15)  # since its process last said so; a command beyond died with it and may be tried again
SAID_EACH_SECONDS = 5.0
KEY_LIMIT = 200

INDEXES = {"idempotency": (Index("expiry", [("expires_at", 1)], ttl_seconds=0),)}


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A stored answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class IdempotencyStore:
    """Stores the first answer to each key of a caller for a day.

    It uses the `idempotency` collection of this service's database. A running command says each `said_each_seconds`
    that it still runs.
    """

    def __init__(self, mongo: Mongo, clock: Clock, said_each_seconds: float = SAID_EACH_SECONDS) -> None:
        self._rows = mongo.work_collection("idempotency")
        self._clock = clock
        self._said_each_seconds = said_each_seconds

    async def begin(self, name: str, fingerprint: str, scopes: frozenset[str]) -> StoredAnswer | None:
        """Claim a key for a command; returns the first answer when there is one already.

        The first answer may hold what its caller was allowed to see, so a caller with fewer `scopes` does not get it.

        Raises:
            Forbidden: The key was used by the same caller with a scope that is missing now.
            Invalid: The key was used with another request.
            Conflict: The first request with this key is still running.
        """
        now = self._clock.now()
        row = {
            "_id": name,
            "fingerprint": fingerprint,
            "scopes": sorted(scopes),
            "running_until": now + RUNNING,
            "expires_at": now + RETENTION,
        }
        with reachable():
            try:
                await self._rows.insert_one(row)
            except DuplicateKeyError:
                return await self._first_answer(name, fingerprint, scopes)
        return None

    async def _first_answer(self, name: str, fingerprint: str, scopes: frozenset[str]) -> StoredAnswer | None:
        now = self._clock.now()
        first = await self._rows.find_one({"_id": name})
        if first is None:  # the time-to-live index took it between the two calls
            raise Conflict("The first request with this key has just expired. Try again.")
        if first["fingerprint"] != fingerprint:
            wrong = FieldError("#header/Idempotency-Key", "was used before with another request", "idempotency_key")
            raise Invalid([wrong])
        missing = [scope for scope in first.get("scopes", ()) if scope not in scopes]
        if missing:
            raise Forbidden(missing[0])
        if "status" in first:
            headers = tuple((name, value) for name, value in first["headers"])
            return StoredAnswer(first["status"], headers, bytes(first["body"]))
        taken = await self._rows.update_one(
            {"_id": name, "status": {"$exists": False}, "running_until": {"$lte": now}},
            {"$set": {"running_until": now + RUNNING}},
        )
        if taken.matched_count == 0:
            raise Conflict("The first request with this key is still running.", state="running")
        return None

    @contextlib.asynccontextmanager
    async def running(self, name: str) -> AsyncIterator[None]:
        """Hold a claimed key, for as long as the command takes."""
        saying = asyncio.create_task(self._say_it_runs(name))
        try:
            yield
        finally:
            saying.cancel()

    async def _say_it_runs(self, name: str) -> None:
        while True:
            await asyncio.sleep(self._said_each_seconds)
            with contextlib.suppress(Unavailable), reachable():
                await self._rows.update_one(
                    {"_id": name, "status": {"$exists": False}},
                    {"$set": {"running_until": self._clock.now() + RUNNING}},
                )

    async def finish(self, name: str, answer: StoredAnswer) -> None:
        """Store the answer of a command that was carried out or refused for good."""
        stored = {"status": answer.status, "headers": [list(pair) for pair in answer.headers], "body": answer.body}
        with reachable():
            await self._rows.update_one({"_id": name}, {"$set": stored})

    async def forget(self, name: str) -> None:
        """Release a key whose command failed in the service, so that the caller may retry."""
        with reachable():
            await self._rows.delete_one({"_id": name, "status": {"$exists": False}})


def fingerprint(method: str, path: str, query: bytes, body: bytes) -> str:
    """The hash that two requests share when they are the same request."""
    return hashlib.sha256(b"\0".join([method.encode(), path.encode(), query, body])).hexdigest()
