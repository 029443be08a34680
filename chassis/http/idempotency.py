"""Idempotency-Key on commands: a repeated request gets the first answer, another body is refused."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from pymongo.errors import DuplicateKeyError

from chassis.clock import Clock
from chassis.http.problem import Conflict, FieldError, Forbidden, Invalid
from chassis.mongo import Index, Mongo, reachable

RETENTION = timedelta(days=1)
RUNNING = timedelta(seconds=60)  # a command that took longer died with its process and may be tried again
KEY_LIMIT = 200

INDEXES = {"idempotency": (Index("expiry", [("expires_at", 1)], ttl_seconds=0),)}


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A stored answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class IdempotencyStore:
    """Stores the first answer to each key of a caller for a day."""

    def __init__(self, mongo: Mongo, clock: Clock) -> None:
        """Use the `idempotency` collection of this service's database."""
        self._rows = mongo.work_collection("idempotency")
        self._clock = clock

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
