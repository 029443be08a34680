"""Chaining into a real MongoDB: each entry once, in order, whoever else chains; what was changed there is named."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import MongoClient

from chassis.clock import FixedClock
from chassis.crash_points import VARIABLE
from chassis.leases import Leases
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from gateway.application.audit_chainer import AuditChainer
from gateway.application.audit_checking import AuditChecking
from gateway.domain.audit_chain import AuditRow, Fault, Head, append, follow_all
from gateway.domain.audit_entry import TrailEntry, event
from gateway.persistence.audit_trail import AuditQuery, AuditTrail
from gateway.persistence.audit_unchained import AuditUnchained
from gateway.persistence.base import INDEXES, StoreContext

START = datetime(2026, 11, 27, 12, tzinfo=UTC)
BRAND = "north"


@dataclass
class Scene:
    url: str
    database: str
    mongo: Mongo
    clock: FixedClock
    trail: AuditTrail
    unchained: AuditUnchained

    def chainer(self, owner: str = "one") -> AuditChainer:
        return AuditChainer(self.unchained, self.trail, Leases(self.mongo, owner, self.clock), self.clock)

    async def happened(self, *ids: str, brand: str = BRAND) -> None:
        entries = []
        for id_ in ids:
            self.clock.advance(0.001)
            entries.append(an_entry(id_, self.clock.now(), brand))
        await self.unchained.add(entries)

    async def rows(self, brand: str = BRAND) -> list[AuditRow]:
        return await self.trail.after(brand, 0, 1_000)

    async def fault(self) -> Fault | None:
        return (await AuditChecking(self.trail).check(BRAND, 0, None, 1_000)).fault

    def stored(self, client: MongoClient[dict[str, Any]]) -> Any:
        return client[self.database]["audit_trail"]


def an_entry(id_: str, at: datetime, brand: str = BRAND) -> TrailEntry:
    return event(brand, id_, at, "inbox.reply_delivered.v1", (f"reply-of-{id_}",), {"state": "sent"})


@pytest.fixture
async def scene(mongo_url: str, database_name: str) -> AsyncIterator[Scene]:
    mongo = await Mongo.connect(mongo_url, database_name)
    await mongo.ensure_indexes(INDEXES)
    clock = FixedClock(START)
    trail = AuditTrail(StoreContext(mongo, Outbox(mongo), clock))
    yield Scene(mongo_url, database_name, mongo, clock, trail, AuditUnchained(mongo))
    await mongo.drop()
    await mongo.close()


async def test_entries_are_chained_in_the_order_of_their_times_and_leave_nothing_behind(scene: Scene) -> None:
    await scene.happened("e1", "e2", "e3")
    assert await scene.chainer().turn() == 3
    rows = await scene.rows()
    assert [row["id"] for row in rows] == ["e1", "e2", "e3"]
    assert follow_all(BRAND, Head(), rows) == await scene.trail.head(BRAND)
    assert await scene.unchained.oldest(10, ()) == []


async def test_an_event_that_comes_again_is_chained_once(scene: Scene) -> None:
    await scene.happened("e1")
    await scene.unchained.add([an_entry("e1", scene.clock.now())])
    await scene.chainer().turn()
    await scene.unchained.add([an_entry("e1", scene.clock.now()), an_entry("e2", scene.clock.now())])
    assert await scene.chainer().turn() == 1
    assert [row["id"] for row in await scene.rows()] == ["e1", "e2"]


async def test_two_chainers_that_race_make_one_chain(scene: Scene) -> None:
    others = [scene.chainer(f"racer {number}") for number in range(4)]
    for burst in range(6):
        await scene.happened(*(f"e{burst}-{number}" for number in range(20)))
        await asyncio.gather(*(each.turn() for each in others))
    await scene.chainer().turn()
    rows = await scene.rows()
    assert len({row["id"] for row in rows}) == len(rows) == 120
    assert await scene.fault() is None


async def test_a_brand_whose_chain_takes_nothing_holds_up_no_other(scene: Scene) -> None:
    await scene.happened("e1")
    await scene.chainer().turn()
    forged, _ = append(BRAND, await scene.trail.head(BRAND), [an_entry("forged", scene.clock.now()).plain()])
    with MongoClient[dict[str, Any]](scene.url) as client:
        scene.stored(client).insert_one({**forged[0], "_id": f"{BRAND}/{2:012d}"})
    await scene.happened("e2")
    await scene.happened("s1", brand="south")
    assert await scene.chainer().turn() == 1
    assert [row["id"] for row in await scene.rows("south")] == ["s1"]
    assert await scene.fault() == Fault(2, "forged", "moved")
    assert [each.id for each in await scene.unchained.oldest(10, ())] == ["e2"], "it waits and is not lost"


async def test_each_change_of_what_is_stored_is_named(scene: Scene) -> None:
    await scene.happened("e1", "e2", "e3", "e4")
    await scene.chainer().turn()
    with MongoClient[dict[str, Any]](scene.url) as client:
        stored = scene.stored(client)
        second = stored.find_one({"id": "e2"})
        stored.update_one({"id": "e2"}, {"$set": {"says.state": "failed"}})
        assert await scene.fault() == Fault(2, "e2", "changed")
        stored.replace_one({"id": "e2"}, second)
        stored.update_one({"id": "e2"}, {"$set": {"note": ""}})
        assert await scene.fault() == Fault(2, "e2", "changed")
        stored.delete_one({"id": "e2"})
        assert await scene.fault() == Fault(2, None, "missing")
        stored.insert_one({**second, "_id": f"{BRAND}/{9:012d}"})
        assert await scene.fault() == Fault(2, None, "missing")
        stored.delete_one({"id": "e2"})
        stored.insert_one(second)
        assert await scene.fault() is None
        stored.delete_one({"id": "e4"})
        assert await scene.fault() == Fault(4, None, "missing"), "the head knows how long the chain is"


async def test_a_chain_is_checked_in_pieces_from_where_the_one_before_ended(scene: Scene) -> None:
    await scene.happened(*(f"e{number}" for number in range(7)))
    await scene.chainer().turn()
    checking, after, pieces = AuditChecking(scene.trail), 0, 0
    while True:
        found = await checking.check(BRAND, after, None, 3)
        assert found.fault is None
        after, pieces = found.reached.position, pieces + 1
        if found.done:
            break
    assert (after, pieces) == (7, 3)
    kept = (await scene.rows())[3]["hash"]
    assert (await checking.check(BRAND, 4, kept, 10)).fault is None
    assert (await checking.check(BRAND, 4, "a" * 64, 10)).fault == Fault(4, "e3", "not_kept")
    assert (await checking.check(BRAND, 9, kept, 10)).fault == Fault(9, None, "missing")


async def test_a_brand_without_a_chain_is_intact_and_empty(scene: Scene) -> None:
    found = await AuditChecking(scene.trail).check("nobody", 0, None, 10)
    assert (found.fault, found.head, found.done) == (None, Head(), True)


async def test_no_brand_reads_the_chain_of_another(scene: Scene) -> None:
    await scene.happened("e1")
    await scene.happened("s1", brand="northern")
    await scene.chainer().turn()
    assert [row["id"] for row in await scene.trail.after(BRAND, 0, 10)] == ["e1"]
    found = await scene.trail.list(BRAND, AuditQuery(), after=None, limit=10)
    assert [(each.row["id"], each.position) for each in found] == [("e1", 1)]


DIES = """
import asyncio, sys
from chassis import crash_points
from chassis.auth import Principal
from chassis.clock import SystemClock
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from gateway.application.access import VerifiedCaller
from gateway.application.audit_recording import AuditRecording, AuditedRequest
from gateway.domain.openapi import Operation
from gateway.http.audited import carry_out
from gateway.persistence.audit_unchained import AuditUnchained
from gateway.persistence.base import StoreContext
from gateway.persistence.brands import Brands

async def main(url, database):
    mongo, clock = await Mongo.connect(url, database), SystemClock()
    brands = Brands(StoreContext(mongo, Outbox(mongo), clock))
    recording = AuditRecording(AuditUnchained(mongo), brands, bytes(32), clock)
    caller = VerifiedCaller(Principal("north", "ada", "person"), "person", "Ada")
    operation = Operation("PUT", "/v1/sla-policy", "inbox", (), "putSlaPolicy")
    request = AuditedRequest(operation, "PUT", "/v1/sla-policy", b"", b"{}", None, None, None)
    async def work(send):
        print("worked", flush=True)
    await carry_out(recording, caller, request, work, None)

crash_points.arm()
asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_process_that_dies_before_the_work_leaves_an_act_without_an_outcome(scene: Scene) -> None:
    environment = {**os.environ, VARIABLE: "gateway.act_stored_not_done"}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DIES, scene.url, scene.database, env=environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await asyncio.wait_for(child.communicate(), 30)
    assert child.returncode == -signal.SIGKILL
    assert b"worked" not in said
    await scene.chainer().turn()
    (listed,) = await scene.trail.list(BRAND, AuditQuery(operation="putSlaPolicy"), after=None, limit=10)
    assert listed.row["principal"] == "ada"
    assert await scene.trail.outcomes(BRAND, [listed.row["id"]]) == {}
