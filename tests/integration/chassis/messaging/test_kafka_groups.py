"""Members of a group get their partitions whatever their leader knew, and end whatever a fetch was at."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import pytest
from aiokafka.client import AIOKafkaClient

from chassis.messaging import Partition
from chassis.messaging.kafka import KafkaLog
from chassis.messaging.kafka.reader import KafkaGroupReader
from chassis.messaging.kafka.scanner import KafkaScanner
from chassis.messaging.log import GroupReader, Membership
from tests.integration.conftest import MakeTopic

POLL_SECONDS = 0.1
WITHIN_SECONDS = 40.0  # several ages of the metadata, and a rebalance


async def _revoked(_: frozenset[Partition]) -> None:
    """Nothing is under way."""


async def _assigned(reader: GroupReader, topic: str) -> None:
    async with asyncio.timeout(WITHIN_SECONDS):
        while {each.topic for each in reader.assignment()} != {topic}:
            await reader.poll(10, POLL_SECONDS)


async def test_a_leader_that_does_not_know_the_topic_of_a_newcomer_assigns_it_soon(
    kafka_bootstrap: str, topic_prefix: str, make_topic: MakeTopic, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_topic("orders", 2)
    await make_topic("parcels", 2)
    log = KafkaLog(kafka_bootstrap, prefix=topic_prefix, service="test")
    leader, newcomer = (log.group_reader("shop", [topic], Membership()) for topic in ("orders", "parcels"))

    def without_an_update(client: AIOKafkaClient, topics: Collection[str]) -> asyncio.Future[bool]:
        """As when an update is under way that asks for the topics of before."""
        client._topics = set(topics)
        done = asyncio.get_running_loop().create_future()
        done.set_result(True)
        return done

    await leader.start(_revoked)
    try:
        await _assigned(leader, "orders")
        monkeypatch.setattr(AIOKafkaClient, "set_topics", without_an_update)
        await newcomer.start(_revoked)
        await asyncio.gather(_assigned(leader, "orders"), _assigned(newcomer, "parcels"))
    finally:
        await asyncio.gather(leader.stop(), newcomer.stop())


@pytest.mark.parametrize("of_a_group", [True, False])
async def test_a_reader_whose_fetch_had_just_failed_ends_and_disconnects(
    kafka_bootstrap: str, topic_prefix: str, make_topic: MakeTopic, *, of_a_group: bool
) -> None:
    await make_topic("orders", 2)
    reader: KafkaGroupReader | KafkaScanner
    if of_a_group:
        reader = KafkaGroupReader(
            kafka_bootstrap, topic_prefix, "shop", ["orders"], membership=Membership(), client="test"
        )
        await reader.start(_revoked)
        await _assigned(reader, "orders")
    else:
        reader = KafkaScanner(kafka_bootstrap, topic_prefix, ["orders"], client="test")
        await reader.start()
    consumer = reader._started
    resting = asyncio.create_task(asyncio.sleep(60))  # as aiokafka's fetch does after an error
    await asyncio.sleep(0)
    consumer._fetcher._pending_tasks.add(resting)

    await reader.stop()

    assert resting.cancelled()
    assert consumer._client._sync_task is None, "it is disconnected"
