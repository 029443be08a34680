"""A consumer outlives what breaks it, and so does the measuring of its progress."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any

import pytest

from chassis.background import failing
from chassis.messaging import Delivery
from chassis.messaging.consumer import progress_monitor
from chassis.messaging.log import GroupReader, Membership
from chassis.messaging.testing import FakeLog
from contracts.event import Event
from tests.unit.chassis.messaging.rig import GROUP, Seen, Shop, an_order, until


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop(FakeLog())
    await shop.open()
    yield shop
    await shop.close()


def taking(seen: Seen) -> Any:
    async def handle(batch: Sequence[Delivery]) -> Sequence[Event]:
        await seen.add(batch)
        return ()

    return handle


@pytest.mark.parametrize("leaving", [RuntimeError, asyncio.CancelledError])
async def test_a_consumer_joins_again_when_leaving_its_group_broke(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, leaving: type[BaseException]
) -> None:
    seen, broken = Seen(), asyncio.Event()
    make = shop.log.group_reader

    def breaking(group: str, topics: Collection[str], membership: Membership) -> GroupReader:
        reader = make(group, topics, membership)
        if broken.is_set():
            return reader
        stop = reader.stop

        async def break_once(offsets: Mapping[Any, int]) -> None:
            broken.set()
            raise RuntimeError("a bug while committing")

        async def stop_badly() -> None:
            await stop()
            raise leaving("while leaving")

        reader.commit = break_once  # type: ignore[method-assign]
        reader.stop = stop_badly  # type: ignore[method-assign]
        return reader

    monkeypatch.setattr(shop.log, "group_reader", breaking)
    consumer = await shop.consume(taking(seen))
    await shop.put(an_order(1))
    await broken.wait()
    await shop.put(an_order(2))
    await seen.have(["a-1", "a-2"])
    await until(lambda: consumer.ready)


async def test_the_measuring_of_progress_is_begun_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_monitor, "PERIOD_SECONDS", 0.001)
    measured = asyncio.Event()
    measure, broken = progress_monitor.ProgressMonitor.measure, list[int]()

    def break_once(monitor: progress_monitor.ProgressMonitor, reader: GroupReader) -> None:
        if not broken:
            broken.append(1)
            raise KeyError("a bug while measuring")
        measure(monitor, reader)
        measured.set()

    monkeypatch.setattr(progress_monitor.ProgressMonitor, "measure", break_once)
    await shop.consume(taking(Seen()))
    async with asyncio.timeout(20):
        await measured.wait()
    assert failing()[f"progress {GROUP}"] == "KeyError"
