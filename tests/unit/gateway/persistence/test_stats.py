"""What the edge counted can be read at every moment: before it is written, while it is, and afterwards."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from chassis.clock import SystemClock
from chassis.errors import Unavailable
from gateway.persistence.stats import Stats

NAMED = ("klm", "klm_form")


class SlowRows:
    """One row that takes a write only when the test lets it."""

    def __init__(self) -> None:
        self.row: dict[str, Any] = {}
        self.unavailable = False
        self.asked = asyncio.Event()
        self.let = asyncio.Event()

    def update(self, _brand: str, _id: str, change: dict[str, Any], **_: Any) -> dict[str, Any]:
        return change

    async def write(self, writes: list[dict[str, Any]]) -> None:
        self.asked.set()
        await self.let.wait()
        if self.unavailable:
            raise Unavailable("mongodb")
        for change in writes:
            for name, times in change["$inc"].items():
                self.row[name] = self.row.get(name, 0) + times

    async def get(self, _brand: str, _id: str) -> dict[str, Any]:
        return dict(self.row)


def _stats(rows: SlowRows) -> Stats:
    kept: Any = SimpleNamespace(collection=lambda _: rows, clock=SystemClock())
    return Stats(kept)


async def test_a_count_that_is_being_written_is_read_once() -> None:
    rows = SlowRows()
    stats = _stats(rows)
    stats.count(*NAMED, "accepted", 3)

    writing = asyncio.create_task(stats.flush())
    await rows.asked.wait()
    reading = asyncio.create_task(stats.of(*NAMED))
    stats.count(*NAMED, "accepted")
    rows.let.set()
    await writing

    assert (await reading)["accepted"] == 4
    assert (await stats.of(*NAMED))["accepted"] == 4


async def test_a_count_that_could_not_be_written_is_kept_for_the_next_time() -> None:
    rows = SlowRows()
    stats = _stats(rows)
    rows.let.set()
    rows.unavailable = True
    stats.count(*NAMED, "accepted", 3)
    try:
        await stats.flush()
    except Unavailable:
        rows.unavailable = False

    assert (await stats.of(*NAMED))["accepted"] == 3
    await stats.flush()
    assert rows.row["accepted"] == 3
