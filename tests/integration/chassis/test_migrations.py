"""Migrations on a real MongoDB: in batches, resumed, fenced, and refused by builds that do not know them."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from chassis.clock import FixedClock, SystemClock
from chassis.migrating import BATCH, LEASE, LEASE_SECONDS, MigrationsTaken, Migrator
from chassis.migration_states import StepState, is_fresh, seems_fresh, step_states
from chassis.mongo import STEPS, Document, Migration, Mongo, Update, refuse_newer
from chassis.service import Assembly, Resources, Service, prepare

COUNT = 2 * BATCH + 50


class Died(BaseException):
    """The process died here."""


class Painting:
    """A step that gives things a colour, and can die in the middle of it."""

    def __init__(self, *, dies_in_batch: int = 0) -> None:
        self.asked: list[str] = []
        self.batches = 0
        self._dies_in_batch = dies_in_batch

    async def __call__(self, _mongo: Mongo, documents: Sequence[Document]) -> Sequence[Update]:
        self.batches += 1
        if self.batches == self._dies_in_batch:
            raise Died
        self.asked += [each["_id"] for each in documents]
        return [{"$set": {"colour": each["shade"]}} for each in documents]

    def step(self, number: int = 1) -> Migration:
        return Migration(number, "Every thing has a colour", "expand", "things", {"colour": {"$exists": False}}, self)


async def nothing_more(_mongo: Mongo, documents: Sequence[Document]) -> Sequence[Update]:
    return [{"$unset": {"shade": ""}} for _ in documents]


CONTRACT = Migration(2, "No thing has a shade", "contract", "things", {"shade": {"$exists": True}}, nothing_more)


def a_service(*steps: Migration) -> Service:
    async def assemble(_: Resources) -> Assembly:
        return Assembly(application=None)

    return Service("things", "A service of a test.", (), {}, assemble, batch_records=1, migrations=steps)


@pytest.fixture
async def things(mongo: Mongo) -> Mongo:
    """Give a database with things of two brands, some of which have a colour already."""
    rows = [{"_id": f"{'ab'[n % 2]}/{n:04}", "brand": "ab"[n % 2], "shade": n} for n in range(COUNT)]
    await mongo.work_collection("things").insert_many([*rows, {"_id": "c/0", "brand": "c", "colour": -1, "shade": 0}])
    return mongo


def migrator(mongo: Mongo, *steps: Migration, owner: str = "one", clock: FixedClock | SystemClock) -> Migrator:
    return Migrator(mongo, steps, clock, owner)


async def run(mongo: Mongo, *steps: Migration, owner: str = "one", contract: bool = False) -> list[StepState]:
    """Take the steps; returns what was told on the way."""
    told: list[StepState] = []
    await migrator(mongo, *steps, owner=owner, clock=SystemClock()).run(
        contract=contract, wait_seconds=0, tell=told.append
    )
    return told


async def test_documents_change_in_batches_and_progress_is_told(things: Mongo) -> None:
    painting = Painting()
    told = await run(things, painting.step())
    assert [(each.changed, each.of, each.state) for each in told] == [
        (BATCH, COUNT, "running"),
        (2 * BATCH, COUNT, "running"),
        (COUNT, COUNT, "running"),
        (COUNT, COUNT, "done"),
    ]
    stored = await things.work_collection("things").find({"brand": {"$ne": "c"}}).to_list(None)
    assert all(each["colour"] == each["shade"] for each in stored)
    kept = await things.work_collection("things").find_one({"_id": "c/0"})
    assert kept is not None
    assert kept["colour"] == -1
    assert await run(things, painting.step()) == []


async def test_one_that_died_goes_on_after_its_last_batch(things: Mongo) -> None:
    dying, second = Painting(dies_in_batch=2), Painting()
    with pytest.raises(Died):
        await run(things, dying.step())
    (state,) = await step_states(things, [second.step()])
    assert (state.state, state.changed) == ("running", BATCH)

    told = await run(things, second.step(), owner="two")
    assert told[-1].resumed_from == BATCH
    assert len(second.asked) == COUNT - BATCH
    assert sorted(dying.asked + second.asked) == sorted(set(dying.asked + second.asked))


async def test_only_one_takes_them_and_a_killed_one_holds_them_no_longer_than_its_lease(things: Mongo) -> None:
    clock, painting = FixedClock(datetime(2026, 4, 15, tzinfo=UTC)), Painting()
    first, second = (migrator(things, painting.step(), owner=name, clock=clock) for name in ("one", "two"))
    assert await first._leases.acquire(LEASE, LEASE_SECONDS) is not None
    with pytest.raises(MigrationsTaken):
        await second.run(contract=False, wait_seconds=0, tell=lambda _: None)
    assert painting.asked == []
    clock.advance(LEASE_SECONDS + 1)
    assert await second.run(contract=False, wait_seconds=0, tell=lambda _: None) == 1


async def test_who_slept_past_the_lease_changes_nothing_any_more(things: Mongo) -> None:
    clock = FixedClock(datetime(2026, 4, 15, tzinfo=UTC))
    asleep, awake = asyncio.Event(), asyncio.Event()

    async def sleeps(_mongo: Mongo, documents: Sequence[Document]) -> Sequence[Update]:
        asleep.set()
        await awake.wait()
        return [{"$set": {"colour": "of the sleeper"}} for _ in documents]

    known = Painting().step()
    sleeping = Migration(1, known.sentence, known.phase, known.collection, known.concerned, sleeps)
    sleeper = asyncio.create_task(
        migrator(things, sleeping, owner="one", clock=clock).run(contract=False, wait_seconds=0, tell=lambda _: None)
    )
    await asleep.wait()
    clock.advance(LEASE_SECONDS + 1)
    await migrator(things, known, owner="two", clock=clock).run(contract=False, wait_seconds=0, tell=lambda _: None)
    awake.set()
    with pytest.raises(MigrationsTaken):
        await sleeper
    assert await things.work_collection("things").count_documents({"colour": "of the sleeper"}) == 0


async def test_steps_that_contract_wait_until_they_are_asked_for(things: Mongo) -> None:
    painting = Painting()
    await run(things, painting.step(), CONTRACT)
    assert [each.state for each in await step_states(things, [painting.step(), CONTRACT])] == ["done", "pending"]
    await run(things, painting.step(), CONTRACT, contract=True)
    assert await things.work_collection("things").count_documents({"shade": {"$exists": True}}) == 0


async def test_a_build_that_does_not_know_a_contract_step_refuses_to_start_and_an_expand_step_is_no_harm(
    things: Mongo,
) -> None:
    painting = Painting()
    await run(things, painting.step())
    await refuse_newer(things, [])
    await run(things, painting.step(), CONTRACT, contract=True)
    with pytest.raises(SystemExit, match=r"step 2 \(No thing has a shade\)"):
        await refuse_newer(things, [painting.step()])
    await refuse_newer(things, [painting.step(), CONTRACT])
    with pytest.raises(SystemExit, match="does not know step 2"):
        await prepare(things, a_service(painting.step()))
    await prepare(things, a_service(painting.step(), CONTRACT))
    assert [each.state for each in await step_states(things, [painting.step()])] == ["done", "newer"]


async def test_a_place_without_documents_is_stamped_without_running_anything(mongo: Mongo, clock: FixedClock) -> None:
    painting = Painting()
    assert await is_fresh(mongo)
    assert await seems_fresh(mongo)
    await migrator(mongo, painting.step(), CONTRACT, clock=clock).stamp()
    assert {each.state for each in await step_states(mongo, [painting.step(), CONTRACT])} == {"done"}
    assert painting.batches == 0
    assert await is_fresh(mongo)
    await mongo.work_collection("things").insert_one({"_id": "a/1", "brand": "a"})
    assert not await is_fresh(mongo)
    assert not await seems_fresh(mongo)


async def test_a_restored_step_goes_on_although_the_leases_begin_anew(things: Mongo) -> None:
    with pytest.raises(Died):
        await run(things, Painting(dies_in_batch=2).step())
    await things.work_collection("leases").delete_many({})
    await things.work_collection(STEPS).update_one({"_id": 1}, {"$set": {"epoch": 0}})  # as a backup has it
    assert (await run(things, Painting().step()))[-1].state == "done"
