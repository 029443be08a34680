"""Reads all partitions of some Kafka topics without a group."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.kafka_address import kafka_address
from chassis.messaging.kafka.closing import close
from chassis.messaging.kafka.errors import as_log_error
from chassis.messaging.kafka.fetch_wait import BUSY_SECONDS, FetchWait
from chassis.messaging.kafka.reader import PARTITION_BYTES
from chassis.messaging.log import Fetched, LogError
from chassis.messaging.ports import Partition


class KafkaScanner:
    """See `log.Scanner`."""

    def __init__(self, bootstrap: str, prefix: str, topics: Collection[str], *, client: str) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._topics = tuple(topics)
        self._client = client
        self._consumer: AIOKafkaConsumer | None = None
        self._wait = FetchWait()
        self._partitions: dict[TopicPartition, Partition] = {}

    async def start(self) -> None:
        """Connect, find the partitions and stand at their ends."""
        consumer = AIOKafkaConsumer(
            **kafka_address(self._bootstrap).options(),
            client_id=self._client,
            group_id=None,
            request_timeout_ms=10_000,  # how long a topic that is not there is looked for
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=round(BUSY_SECONDS * 1000),
            max_partition_fetch_bytes=PARTITION_BYTES,
        )
        self._consumer = consumer
        with as_log_error("cannot_read"):
            await consumer.start()
            for topic in self._topics:
                numbers = await consumer._client._wait_on_metadata(f"{self._prefix}{topic}")
                for number in sorted(numbers):
                    self._partitions[TopicPartition(f"{self._prefix}{topic}", number)] = Partition(topic, number)
            consumer.assign(list(self._partitions))
            self.seek(await self.ends())

    async def stop(self) -> None:
        """Disconnect."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await close(consumer)

    async def beginnings(self) -> dict[Partition, int]:
        """Ask for the oldest offsets."""
        with as_log_error("cannot_read"):
            return self._plain(await self._started.beginning_offsets(list(self._partitions)))

    async def ends(self) -> dict[Partition, int]:
        """Ask for the offsets after the newest records."""
        with as_log_error("cannot_read"):
            return self._plain(await self._started.end_offsets(list(self._partitions)))

    def seek(self, offsets: Mapping[Partition, int]) -> None:
        """Read from these next."""
        for partition, offset in offsets.items():
            self._started.seek(TopicPartition(f"{self._prefix}{partition.topic}", partition.number), offset)

    def position(self, partition: Partition) -> int:
        """Return the next offset to read."""
        full = TopicPartition(f"{self._prefix}{partition.topic}", partition.number)
        # aiokafka's own position() is a coroutine that may wait; after start every position is known.
        return int(self._started._subscription.subscription.assignment.state_value(full).position)

    async def poll(self, max_records: int, timeout_seconds: float) -> Fetched:
        """Take what was fetched."""
        self._wait.polling(self._started)
        with as_log_error("cannot_fetch"):
            fetched = await self._started.getmany(timeout_ms=round(timeout_seconds * 1000), max_records=max_records)
        self._wait.polled(self._started, found=bool(fetched))
        return {self._partitions[partition]: records for partition, records in fetched.items()}

    def _plain(self, offsets: Mapping[TopicPartition, int]) -> dict[Partition, int]:
        return {self._partitions[partition]: offset for partition, offset in offsets.items()}

    @property
    def _started(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            raise LogError("not_started")
        return self._consumer
