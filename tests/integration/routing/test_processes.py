"""Two routing processes on real parts share the work; one killed in the middle loses and doubles nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from chassis.clock import SystemClock
from chassis.errors import Unavailable
from chassis.messaging import EventLog, Publisher
from chassis.messaging.kafka import KafkaLog
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.service import prepare
from chassis.timers import Timers
from contracts.event import Event
from contracts.inbox import MessageStored
from contracts.registry import all_topics
from contracts.routing import OfferMade, TaskQueued
from deploy.local.preloaded import PreloadedChild, Preloader
from deploy.local.services import MODULES
from deploy.stack.child import Child
from deploy.stack.ports import free_ports
from services.routing.persistence.unit_of_work import mongo_stores
from services.routing.settings import RoutingSettings
from services.routing.wiring import core, service
from tests.support.following import follow
from tests.support.routing.builders import BRAND, an_employee, stored

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
CONVERSATIONS = 1_000
SEATS = 300


def environment(mongo_url: str, kafka: str, prefix: str, port: int) -> dict[str, str]:
    return {
        "MUSTER_KAFKA": kafka,
        "MUSTER_MONGO": mongo_url,
        "MUSTER_INTERNAL_KEY": KEY,
        "MUSTER_SEAL_KEY": KEY,
        "MUSTER_PREFIX": prefix,
        "MUSTER_ROUTING_PORT": str(port),
        "MUSTER_ROUTING_CONSUMER_RECORDS": "50",  # many small batches, so that the kill falls between some
    }


@pytest.fixture
def processes(
    mongo_url: str, kafka_bootstrap: str, topic_prefix: str, tmp_path: Path, preloader: Preloader
) -> Iterator[list[Child]]:
    """Give two routing processes, not started yet."""
    names_and_ports = zip(("first", "second"), free_ports(2), strict=True)
    children: list[Child] = [
        PreloadedChild(
            name,
            MODULES["routing"],
            tmp_path / f"{name}.log",
            preloader,
            environment(mongo_url, kafka_bootstrap, topic_prefix, port),
        )
        for name, port in names_and_ports
    ]
    yield children
    for child in children:
        child.kill()


async def publish(publisher: Publisher, events: list[MessageStored]) -> None:
    """Publish, again while the partitions of fresh topics have no leader yet."""
    while True:
        try:
            return await publisher.publish(events)
        except Unavailable as away:
            await asyncio.sleep(away.retry_after)


async def collect(log: EventLog, told: list[Event], began: asyncio.Event, done: asyncio.Event) -> None:
    """Collect routing's events; say when the first task and when all tasks and enough offers were told of."""
    async with aclosing(follow(log, ["routing.events"])) as events:
        async for event in events:
            told.append(event)
            queued = {each.subject for each in told if isinstance(each, TaskQueued)}
            offered = sum(isinstance(each, OfferMade) for each in told)
            if queued:
                began.set()
            if len(queued) == CONVERSATIONS and offered >= SEATS:
                done.set()


@pytest.mark.timeout(400)
async def test_a_process_killed_in_the_middle_loses_and_doubles_nothing(
    mongo_url: str, kafka_bootstrap: str, topic_prefix: str, processes: list[Child]
) -> None:
    log = KafkaLog(kafka_bootstrap, prefix=topic_prefix, service="routing")
    await log.ensure_topics(all_topics(), create=True)
    mongo = await Mongo.connect(mongo_url, f"{topic_prefix}muster_routing".replace(".", "_"))
    await prepare(mongo, service(RoutingSettings()))
    stores = mongo_stores(mongo, Outbox(mongo), Timers(mongo, SystemClock()), SystemClock())
    routing = core(stores, RoutingSettings(), SystemClock()).application
    await routing.employee_commands.put(BRAND, [(None, an_employee(f"e{n}", seats=3)) for n in range(SEATS // 3)])
    publisher = log.publisher()
    await publisher.start()
    for start in range(0, CONVERSATIONS, 250):
        await publish(publisher, [stored(f"c{n}") for n in range(start, start + 250)])
    told: list[Event] = []
    began, done = asyncio.Event(), asyncio.Event()
    reading = asyncio.create_task(collect(log, told, began, done))
    try:
        for child in processes:
            child.start()
        victim, survivor = processes
        await asyncio.wait_for(began.wait(), 120)
        victim.kill()
        await asyncio.wait_for(done.wait(), 120)
        await asyncio.to_thread(survivor.stop)
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await publisher.stop()
    tasks = await stores.tasks.get_many((BRAND, f"c{n}") for n in range(CONVERSATIONS))
    settled = {"state": "held", "pending": False}  # a claim cut off by the end has no task yet, and is given back later
    seats = await mongo.brand_collection("seats").find(BRAND, settled, limit=1000)
    await mongo.drop()
    await mongo.close()
    assert len(tasks) == CONVERSATIONS
    assert {task.conversation for task in tasks.values() if task.assignee} == {seat["holds"] for seat in seats}
    assert len(seats) <= SEATS
    versions = Counter((event.subject, event.version, event.id) for event in told if isinstance(event, TaskQueued))
    assert len(versions) == CONVERSATIONS, "one queued event each, however often it was published"
