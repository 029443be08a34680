"""The brand is part of every query, and a bulk says what it did."""

import asyncio
from collections import Counter
from functools import partial
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import MongoClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from chassis.errors import Unavailable, VersionConflict
from chassis.mongo import Index, Mongo, Session, after_commit, behind


async def test_a_document_of_one_brand_is_not_found_under_another(mongo: Mongo) -> None:
    things = mongo.brand_collection("things")
    await things.write([things.insert("north", "1", {"colour": "red"})])
    assert (await things.get("north", "1") or {})["colour"] == "red"
    assert await things.get("south", "1") is None
    assert await things.find("south", {"colour": "red"}) == []


async def test_two_brands_may_use_the_same_id(mongo: Mongo) -> None:
    things = mongo.brand_collection("things")
    done = await things.write([things.insert("north", "1", {"n": 1}), things.insert("south", "1", {"n": 2})])
    assert done.inserted == 2
    both = await things.get_many([("north", "1"), ("south", "1"), ("south", "2")])
    assert {pair: document["n"] for pair, document in both.items()} == {("north", "1"): 1, ("south", "1"): 2}


@pytest.mark.parametrize("filter_", [{"brand": "south"}, {"$where": "1"}, {"$or": [{"$expr": {"$eq": [1, 1]}}]}])
async def test_a_filter_can_neither_choose_its_brand_nor_run_code(mongo: Mongo, filter_: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"brand|not allowed"):
        await mongo.brand_collection("things").find("north", filter_)


class Mover(CommandListener):
    """Sets a field of every document while a find is between its first batch and its second."""

    def __init__(self, url: str, database: str) -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(url)
        self._things = self._client[database]["things"]
        self.moved = 0

    def close(self) -> None:
        self._client.close()

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name == "getMore":
            self.moved = self._things.update_many({}, {"$set": {"state": "assigned"}}).modified_count

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing follows from it."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing follows from it."""


@pytest.mark.parametrize("way", ["find", "find_for", "aggregate"])
async def test_documents_that_move_in_the_index_while_they_are_read_are_neither_missed_nor_met_twice(
    mongo: Mongo, mongo_url: str, database_name: str, way: str
) -> None:
    await mongo.ensure_indexes({"things": [Index("state", [("brand", 1), ("state", 1)])]})
    before = mongo.brand_collection("things")
    await before.write([before.insert("north", f"{n:03}", {"state": "waiting"}) for n in range(300)])
    mover = Mover(mongo_url, database_name)
    watched: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo_url, event_listeners=[mover])
    things, begun = Mongo(watched, database_name).brand_collection("things"), {"state": {"$gt": ""}}

    if way == "find":
        found = await things.find("north", begun, limit=1_000)
    elif way == "find_for":
        found = await things.find_for([("north", begun)])
    else:
        found = await things.aggregate("north", [{"$match": begun}])
    watched.close()
    mover.close()

    assert mover.moved == 300, "the documents moved while they were read"
    assert Counter(each["_id"] for each in found) == Counter(f"north/{n:03}" for n in range(300))


@pytest.mark.parametrize(("direction", "id_direction"), [(1, 1), (-1, 1), (-1, -1)])
async def test_pages_behind_an_item_follow_one_another_through_ties(
    mongo: Mongo, direction: int, id_direction: int
) -> None:
    things = mongo.brand_collection("things")
    await things.write([things.insert(brand, f"{n:02}", {"rank": n // 5}) for n in range(20) for brand in ("a", "b")])
    sort, seen = [("rank", direction), ("_id", id_direction)], list[str]()
    after: tuple[int, str] | None = None
    while page := await things.find(
        "a", behind("a", ("rank", direction), id_direction, after) if after else {}, sort=sort, limit=3
    ):
        seen += [each["_id"] for each in page]
        after = page[-1]["rank"], page[-1]["_id"].removeprefix("a/")
    assert seen == [each["_id"] for each in await things.find("a", {}, sort=sort)]
    assert len(seen) == 20


async def test_a_pipeline_stays_within_its_collection(mongo: Mongo) -> None:
    with pytest.raises(ValueError, match="stays within"):
        await mongo.brand_collection("things").aggregate("north", [{"$lookup": {"from": "secrets"}}])


async def test_a_second_insert_is_reported_as_a_duplicate(mongo: Mongo) -> None:
    things = mongo.brand_collection("things")
    done = await things.write([things.insert("north", str(n), {}) for n in (1, 2, 1)])
    assert (done.inserted, done.duplicates) == (2, (2,))


async def test_a_write_with_a_condition_that_does_not_hold_changes_nothing(mongo: Mongo) -> None:
    things = mongo.brand_collection("things")
    await things.write([things.insert("north", "1", {"version": 2})])
    done = await things.write([things.update("north", "1", {"$set": {"version": 2}}, where={"version": 1})])
    assert done.matched == 0


@pytest.mark.parametrize("known", [1, 3])
async def test_a_check_refuses_what_was_changed_or_is_gone(mongo: Mongo, known: int) -> None:
    things = mongo.brand_collection("things")
    await things.write([things.insert("north", "1", {"version": 2})])
    await mongo.transaction(lambda session: things.check({("north", "1"): {"version": 2}}, session))
    for expected in ({("north", "1"): {"version": known}}, {("south", "1"): {"version": 2}}):
        with pytest.raises(VersionConflict):
            await mongo.transaction(partial(things.check, expected))


async def test_of_racing_transactions_that_checked_the_same_version_one_writes(mongo: Mongo) -> None:
    things = mongo.brand_collection("things")
    await things.write([things.insert("north", "1", {"version": 0})])

    async def race() -> None:
        async def work(session: Session) -> None:
            await things.check({("north", "1"): {"version": 0}}, session)
            await things.write([things.update("north", "1", {"$inc": {"version": 1}})], session=session)

        await mongo.transaction(work)

    ended = await asyncio.gather(*(race() for _ in range(8)), return_exceptions=True)
    assert sum(each is None for each in ended) == 1
    assert sum(isinstance(each, VersionConflict) for each in ended) == 7
    assert (await things.get("north", "1") or {})["version"] == 1


async def test_what_a_transaction_wrote_is_gone_when_it_fails(mongo: Mongo) -> None:
    things = mongo.brand_collection("things")

    async def work(session: Session) -> None:
        await things.write([things.insert("north", "1", {})], session=session)
        raise RuntimeError("the process thought better of it")

    with pytest.raises(RuntimeError):
        await mongo.transaction(work)
    assert await things.get("north", "1") is None


async def test_what_a_dead_process_left_locked_is_unavailable_not_a_bug(
    mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.mongo.database.TRANSACTION_SECONDS", 0.1)
    things = mongo.brand_collection("things")
    await things.write([things.insert("north", "1", {})])
    change = things.update("north", "1", {"$set": {"colour": "red"}})

    async def succeed(session: Session) -> None:
        await things.write([change], session=session)

    async def hold(session: Session) -> None:
        await things.write([change], session=session)
        with pytest.raises(Unavailable):
            await mongo.transaction(succeed)

    await mongo.transaction(hold)
    await mongo.transaction(succeed)


async def test_what_waits_for_a_commit_is_called_after_it_and_once(mongo: Mongo) -> None:
    things, other = mongo.brand_collection("things"), mongo.brand_collection("things")
    await things.write([things.insert("north", "1", {})])
    seen: list[object] = []
    calls = 0

    async def meets_another(session: Session) -> None:
        nonlocal calls
        calls += 1
        after_commit(session, lambda: seen.append("committed"))
        await things.get("north", "1", session=session)
        if calls == 1:
            await other.write([other.update("north", "1", {"$set": {"by": "other"}})])
        await things.write([things.update("north", "1", {"$set": {"by": "us"}})], session=session)
        assert seen == []

    await mongo.transaction(meets_another)
    assert (calls, seen) == (2, ["committed"])


async def test_what_waits_for_a_commit_is_not_called_when_there_is_none(mongo: Mongo) -> None:
    seen: list[object] = []

    async def fails(session: Session) -> None:
        after_commit(session, lambda: seen.append("committed"))
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await mongo.transaction(fails)
    assert seen == []
    after_commit(None, lambda: seen.append("at once"))
    assert seen == ["at once"]


async def test_an_index_that_does_not_begin_with_brand_stops_the_start(mongo: Mongo) -> None:
    with pytest.raises(ValueError, match="begin with brand"):
        await mongo.ensure_indexes({"things": (Index("by_colour", [("colour", 1)]),)})


async def test_an_index_that_differs_stops_the_start_and_is_named(mongo: Mongo) -> None:
    by_size = Index("by_size", [("brand", 1), ("size", 1)])
    await mongo.ensure_indexes({"things": (by_size, Index("by_colour", [("brand", 1), ("colour", 1)]))})
    with pytest.raises(SystemExit, match="things.by_colour"):
        await mongo.ensure_indexes({"things": (by_size, Index("by_colour", [("brand", 1), ("shade", 1)]))})


async def test_an_index_of_a_large_collection_may_take_longer_than_a_command_may(
    mongo_url: str, database_name: str, mongo: Mongo
) -> None:
    impatient: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo_url, socketTimeoutMS=40)
    rows = [{"brand": "north", "a": number % 97, "b": -number, "c": str(number)} for number in range(60_000)]
    await mongo.work_collection("many").insert_many(rows, ordered=False)
    indexes = [Index(name, [("brand", 1), (name, 1)]) for name in "abc"]
    try:
        await Mongo(impatient, database_name).ensure_indexes({"many": indexes})
    finally:
        impatient.close()
    assert {"a", "b", "c"} <= (await mongo.work_collection("many").index_information()).keys()


async def test_a_server_that_is_away_is_said_within_a_second() -> None:
    with pytest.raises(Unavailable):
        await Mongo.connect("mongodb://127.0.0.1:9/?directConnection=true", "nowhere")
