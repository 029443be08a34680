"""A key is its command's for as long as that runs, and free again soon after its process died."""

from __future__ import annotations

import asyncio

import pytest

from chassis.clock import FixedClock
from chassis.http.idempotency import RUNNING, IdempotencyStore
from chassis.http.problem import Conflict
from chassis.mongo import Mongo

NOBODY: frozenset[str] = frozenset()
SECONDS = RUNNING.total_seconds()


async def test_a_key_is_taken_over_only_when_its_command_says_no_more_that_it_runs(
    mongo: Mongo, clock: FixedClock
) -> None:
    store = IdempotencyStore(mongo, clock, said_each_seconds=0.01)
    rows = mongo.work_collection("idempotency")
    assert await store.begin("once", "mark", NOBODY) is None
    async with store.running("once"):
        for _ in range(3):  # far longer than the key is held without a word
            clock.advance(SECONDS - 1)
            said = {"_id": "once", "running_until": clock.now() + RUNNING}
            while await rows.find_one(said) is None:  # noqa: ASYNC110 - the row is the fact
                await asyncio.sleep(0.01)
            with pytest.raises(Conflict):
                await store.begin("once", "mark", NOBODY)

    clock.advance(SECONDS - 1)
    with pytest.raises(Conflict):
        await store.begin("once", "mark", NOBODY)
    clock.advance(1)
    assert await store.begin("once", "mark", NOBODY) is None, "its process is dead"
    with pytest.raises(Conflict):
        await store.begin("once", "mark", NOBODY)
