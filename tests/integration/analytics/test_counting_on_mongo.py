"""The counting suite on MongoDB, where two processes share the work."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

import pytest

from chassis.clock import FixedClock
from chassis.messaging import Retry
from chassis.mongo import Mongo
from services.analytics.domain.retention import Retention
from services.analytics.persistence.indexes import indexes
from services.analytics.persistence.numbers import MongoNumbers
from services.analytics.persistence.unit_of_work import MongoLedger
from tests.support.analytics.builders import NOON
from tests.support.analytics.counting_suite import CALENDAR, CountingSuite, a_history, batches
from tests.support.analytics.in_memory import without_zeros


class MongoStore(MongoLedger, MongoNumbers):
    """Both sides over one database, as the suite wants them."""

    def __init__(self, mongo: Mongo, stripe: int = 0) -> None:
        MongoLedger.__init__(self, mongo, FixedClock(NOON), CALENDAR, Retention(), group="analytics", stripe=stripe)
        self.reading = MongoNumbers(mongo, CALENDAR)
        self.mongo = mongo

    async def windows(self, *given: Any, **named: Any) -> Any:
        return await self.reading.windows(*given, **named)

    async def amounts(self, *given: Any) -> Any:
        return await self.reading.amounts(*given)

    async def totals(self, *given: Any) -> Any:
        return await self.reading.totals(*given)

    async def ever(self, *given: Any) -> Any:
        return await self.reading.ever(*given)

    async def incidents(self, *given: Any) -> Any:
        return await self.reading.incidents(*given)


async def all_windows(mongo: Mongo) -> dict[Any, Any]:
    """Every window of every brand, its stripes added up."""
    found: dict[Any, Any] = {}
    for document in await mongo.work_collection("windows").find({}).to_list(None):
        place = (document["brand"], document["w"], document["at"], document["m"])
        _merge(found.setdefault(place, {}), {name: document[name] for name in NUMBERS & document.keys()})
    return {place: kept for place, numbers in found.items() if (kept := without_zeros(numbers))}


NUMBERS = {"n", "s", "z", "b", "hi", "by"}


def _merge(into: dict[str, Any], other: Mapping[str, Any]) -> None:
    for name, value in other.items():
        if isinstance(value, dict):
            _merge(into.setdefault(name, {}), value)
        elif name == "hi":
            into[name] = max(into.get(name, value), value)
        else:
            into[name] = into.get(name, 0) + value


async def a_store(mongo_url: str) -> MongoStore:
    mongo = await Mongo.connect(mongo_url, f"t_{uuid4().hex[:20]}")
    await mongo.ensure_indexes(indexes(Retention()))
    return MongoStore(mongo)


class TestOnMongo(CountingSuite):
    @pytest.fixture
    async def store(self, mongo_url: str) -> AsyncIterator[MongoStore]:
        store = await a_store(mongo_url)
        yield store
        await store.mongo.drop()
        await store.mongo.close()

    @pytest.fixture
    async def fresh(self, mongo_url: str) -> AsyncIterator[MongoStore]:
        store = await a_store(mongo_url)
        yield store
        await store.mongo.drop()
        await store.mongo.close()

    async def numbers(self, store: Any) -> Mapping[Any, Any]:
        return await all_windows(store.mongo)

    async def test_two_processes_at_once_count_what_one_counts(self, store: MongoStore, fresh: MongoStore) -> None:
        events = a_history(150)
        parts = batches(events, 40)
        same, other = MongoStore(store.mongo, stripe=0), MongoStore(store.mongo, stripe=1)
        await asyncio.gather(*(self._read(parts, each) for each in (store, same, other)))
        assert await self.numbers(store) == await self.recount(events, fresh)

    async def _read(self, parts: Any, ledger: MongoStore) -> None:
        handler = self.handler(ledger)
        for part in parts:
            while True:  # as the runtime does
                try:
                    await handler(part)
                except Retry:
                    continue
                break

    async def test_a_report_reads_by_index_and_no_events(self, store: MongoStore) -> None:
        for part in batches(a_history(30), 30):
            await self.handler(store)(part)
        windows = store.mongo.work_collection("windows")
        plan = await windows.find({"brand": "klm", "w": 3600, "m": "volume_in"}).explain()
        assert "IXSCAN" in str(plan["queryPlanner"]["winningPlan"])
        assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])

    async def test_windows_of_minutes_expire_and_days_do_not(self, store: MongoStore) -> None:
        await self.handler(store)(batches(a_history(5), 50)[0])
        windows = store.mongo.work_collection("windows")
        assert await windows.count_documents({"w": 60, "expires": {"$exists": False}}) == 0
        assert await windows.count_documents({"w": 86_400, "expires": {"$exists": True}}) == 0
