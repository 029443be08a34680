"""MongoDB: whether it answers, its version and clock, and the indexes against those the services need."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from chassis.mongo import Index
from chassis.service import Service, work_indexes
from chassis.settings import CommonSettings
from deploy.doctor.finding import Finding, or_well
from deploy.doctor.open_doors import mongo_doors

ANSWER_MS = 3000
LEAST_VERSION = (6, 0)  # what the transactions and indexes here are tested with begins there

Specification = Mapping[str, Any]


def check_mongo(common: CommonSettings, services: Sequence[Service], clocks: dict[str, float]) -> list[Finding]:
    """Ask the server; its clock goes into `clocks`."""
    try:
        with MongoClient[dict[str, Any]](common.mongo, serverSelectionTimeoutMS=ANSWER_MS) as client:
            hello = client.admin.command("hello")
            clocks["MongoDB"] = hello["localTime"].timestamp() - time.time()
            found = _version(str(client.server_info()["version"]))
            differing = [
                finding for service in services for finding in _indexes(client[common.database(service.name)], service)
            ]
    except PyMongoError as failure:
        do = "Start it, or correct MUSTER_MONGO; docs/runbooks/mongo-unavailable.md."
        return [Finding("mongodb", "problem", f"MongoDB does not answer ({type(failure).__name__})", do)]
    return found + mongo_doors(common.mongo) + or_well(differing, "indexes", "every index is as this build needs it")


def _version(version: str) -> list[Finding]:
    numbers = tuple(int(part) for part in version.split(".")[:2])
    if numbers < LEAST_VERSION:
        return [Finding("mongodb", "problem", f"MongoDB {version} is too old", "Use MongoDB 6.0 or later.")]
    return [Finding("mongodb", "well", f"MongoDB {version} answers")]


def _indexes(database: Any, service: Service) -> list[Finding]:  # noqa: ANN401 - pymongo's, of any document
    found = []
    for collection, wanted in {**service.indexes, **work_indexes(service)}.items():
        there = database[collection].index_information()
        found += compare(f"{database.name}.{collection}", wanted, there)
    return found


def compare(collection: str, wanted: Sequence[Index], there: Mapping[str, Specification]) -> list[Finding]:
    """The indexes that are missing or are not as they are wanted."""
    found = []
    for index in wanted:
        name = f"{collection}.{index.name}"
        actual = there.get(index.name)
        if actual is None:
            do = "Start the service: it makes its indexes before anything else."
            found.append(Finding("indexes", "warning", f"index {name} is missing", do))
        elif _shape(actual) != _wanted(index):
            do = "Drop it and start the service, which makes it anew; with it as it is, the service does not start."
            found.append(Finding("indexes", "problem", f"index {name} differs from what this build needs", do))
    return found


def _wanted(index: Index) -> tuple[object, ...]:
    partial = None if index.partial is None else dict(index.partial)
    return [tuple(key) for key in index.keys], index.unique, partial, index.ttl_seconds


def _shape(actual: Specification) -> tuple[object, ...]:
    partial = actual.get("partialFilterExpression")
    keys = [(name, int(way)) for name, way in actual["key"]]
    ttl = actual.get("expireAfterSeconds")
    return keys, actual.get("unique", False), None if partial is None else dict(partial), ttl
