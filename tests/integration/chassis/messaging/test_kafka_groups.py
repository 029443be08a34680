"""Members of one group that read different topics all get their partitions, whatever their leader knew."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import pytest
from aiokafka.client import AIOKafkaClient

from chassis.messaging import Partition
from chassis.messaging.kafka import KafkaLog
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
