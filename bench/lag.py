"""How much of one topic a consumer group has still to read, asked again and again over one pair of connections."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient


class Lag:
    """`async with Lag(bootstrap) as log:`; a group that never committed has the whole topic to read."""

    def __init__(self, bootstrap: str) -> None:
        self._admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        self._consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap)

    async def __aenter__(self) -> Self:
        await self._admin.start()
        await self._consumer.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._consumer.stop()
        await self._admin.close()

    async def length(self, topic: str) -> int:
        """Records ever written to the topic."""
        return sum((await self._ends(topic)).values())

    async def left(self, group: str, topic: str) -> int:
        """Records of the topic after the group's committed offsets."""
        read = await self._admin.list_consumer_group_offsets(group)
        ends = await self._ends(topic)
        return sum(end - max(0, read[place].offset if place in read else 0) for place, end in ends.items())

    async def _ends(self, topic: str) -> dict[TopicPartition, int]:
        (told,) = await self._admin.describe_topics([topic])
        places = [TopicPartition(topic, each["partition"]) for each in told["partitions"]]
        ends: dict[TopicPartition, int] = await self._consumer.end_offsets(places)
        return ends
