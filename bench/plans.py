"""The plans MongoDB takes for requests, as its own profiler notes them of the very queries that the service sends."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pymongo import MongoClient

PROFILE_BYTES = 64 * 1024 * 1024
_KEYS = re.compile(r"\{[^}]*\}")


@dataclass(slots=True)
class Plans:
    """The distinct plans of some requests, and the most index keys and documents that one request looked at."""

    plans: list[str] = field(default_factory=list)
    keys: int = 0
    documents: int = 0

    @property
    def text(self) -> str:
        """The plans in one line."""
        return "; ".join(self.plans)


class Profiler:
    """Notes what is read of a database's collections while a request runs."""

    def __init__(self, client: MongoClient[dict[str, Any]], database: str, collections: Collection[str]) -> None:
        self._database = client[database]
        self._names = {f"{database}.{name}": name for name in collections}
        self._database.command("profile", 0)
        self._database.drop_collection("system.profile")
        self._database.create_collection("system.profile", capped=True, size=PROFILE_BYTES)
        self._indexes = {
            (collection, _plain(index["key"])): str(index["name"])
            for collection in collections
            for index in self._database[collection].list_indexes()
        }

    @asynccontextmanager
    async def noting(self, found: Plans) -> AsyncIterator[None]:
        """Add the reads of one request to the plans."""
        last = self._newest()
        self._database.command("profile", 2)
        try:
            yield
        finally:
            self._database.command("profile", 0)
        keys = documents = 0
        where: dict[str, Any] = {"ns": {"$in": list(self._names)}, "docsExamined": {"$exists": True}}
        for entry in self._database["system.profile"].find(where | ({"ts": {"$gt": last}} if last else {})):
            keys, documents = keys + entry.get("keysExamined", 0), documents + entry.get("docsExamined", 0)
            plan = self._plan(entry)
            if entry["op"] != "getmore" and plan not in found.plans:
                found.plans.append(plan)
        found.keys, found.documents = max(found.keys, keys), max(found.documents, documents)

    def _newest(self) -> Any:  # noqa: ANN401 - a time, or None before the first
        newest = self._database["system.profile"].find_one(sort=[("$natural", -1)])
        return newest["ts"] if newest else None

    def _plan(self, entry: dict[str, Any]) -> str:
        """`conversations: IXSCAN opened, sorted in memory`."""
        collection = self._names[entry["ns"]]

        def named(keys: re.Match[str]) -> str:
            return self._indexes.get((collection, keys[0]), keys[0])

        stages = dict.fromkeys(_KEYS.sub(named, entry.get("planSummary", "?")).split(", "))
        return f"{collection}: {', '.join(stages)}{', sorted in memory' if entry.get('hasSortStage') else ''}"


def _plain(keys: dict[str, Any]) -> str:
    """The keys of an index as a plan summary writes them."""
    return "{ " + ", ".join(f"{name}: {int(way)}" for name, way in keys.items()) + " }"
