"""Databases of tests, emptied and used again: a hundred indexes of a service take longer to make than a test takes."""

from __future__ import annotations

import contextlib
import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pymongo import MongoClient


class Databases:
    """A pool on one MongoDB; a service has databases of its own, so that their indexes are its indexes."""

    def __init__(self, url: str) -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(url)
        self._free: defaultdict[str, list[str]] = defaultdict(list)

    @contextlib.contextmanager
    def lend(self, service: str) -> Iterator[str]:
        """Give the name of an empty database nobody else has, and that of its service when it is used as a prefix."""
        name = self._free[service].pop() if self._free[service] else f"t_{uuid.uuid4().hex[:20]}"
        yield name
        for used in (name, f"{name}_muster_{service}"):
            database = self._client[used]
            for collection in database.list_collection_names():
                database[collection].delete_many({})
        self._free[service].append(name)

    def close(self) -> None:
        """Drop all of them."""
        for service, names in self._free.items():
            for name in names:
                self._client.drop_database(name)
                self._client.drop_database(f"{name}_muster_{service}")
        self._client.close()
