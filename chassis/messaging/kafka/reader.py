"""A member of a consumer group on raw aiokafka, bytes in and explicit offsets out."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from chassis.kafka_address import kafka_address
from chassis.messaging.kafka.closing import close
from chassis.messaging.kafka.errors import as_log_error
from chassis.messaging.kafka.fetch_wait import BUSY_SECONDS, FetchWait
from chassis.messaging.log import Fetched, LogError, Membership, NotOwner, Revoked
from chassis.messaging.ports import Partition

PARTITION_BYTES = 2_000_000
# The leader of a group whose members read other topics may assign before it knows those: aiokafka takes an update of
# its metadata that was under way already for the one it asked for. Members then have no partitions until the next one.
METADATA_AGE_MS = 5_000
COMMIT_SECONDS = 10.0  # aiokafka itself would try for ever


class KafkaGroupReader:
    """See `log.GroupReader`. Names go out with the prefix and come back without."""

    def __init__(
        self, bootstrap: str, prefix: str, group: str, topics: Collection[str], *, membership: Membership, client: str
    ) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._group = f"{prefix}{group}"
        self._topics = [f"{prefix}{topic}" for topic in topics]
        self._membership = membership
        self._client = client
        self._consumer: AIOKafkaConsumer | None = None
        self._listener: _Listener | None = None
        self._wait = FetchWait(membership.interval_seconds)
        self._names: dict[TopicPartition, Partition] = {}

    @property
    def generation(self) -> int:
        """Counts the assignments."""
        return 0 if self._listener is None else self._listener.generation

    async def start(self, revoked: Revoked) -> None:
        """Connect and join in the background."""
        session_ms = round(self._membership.session_seconds * 1000)
        consumer = AIOKafkaConsumer(
            **kafka_address(self._bootstrap).options(),
            client_id=self._client,
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=round(BUSY_SECONDS * 1000),
            max_partition_fetch_bytes=PARTITION_BYTES,
            session_timeout_ms=session_ms,
            heartbeat_interval_ms=session_ms // 4,
            metadata_max_age_ms=METADATA_AGE_MS,
            rebalance_timeout_ms=round(self._membership.rebalance_seconds * 1000),
        )
        self._consumer = consumer
        self._listener = _Listener(self, revoked)
        consumer.subscribe(self._topics, listener=self._listener)
        with as_log_error("cannot_join"):
            await consumer.start()
        unread_seconds = 2 * self._membership.interval_seconds + BUSY_SECONDS  # then the rest is fetched without it
        consumer._fetcher._prefetch_backoff = unread_seconds  # aiokafka has no public way

    async def stop(self) -> None:
        """Leave and disconnect; a broker that does not answer is not waited for long."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await close(consumer)

    async def poll(self, max_records: int, timeout_seconds: float) -> Fetched:
        """Take what was fetched."""
        self._wait.polling(self._started)
        with as_log_error("cannot_fetch"):
            fetched = await self._started.getmany(timeout_ms=round(timeout_seconds * 1000), max_records=max_records)
        self._wait.polled(self._started, found=bool(fetched))
        return {self.plain(partition): records for partition, records in fetched.items()}

    def assignment(self) -> frozenset[Partition]:
        """Return the partitions of the last assignment."""
        return frozenset(self.plain(each) for each in self._started.assignment())

    async def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Commit exactly these offsets."""
        try:
            async with asyncio.timeout(COMMIT_SECONDS):
                await self._started.commit({self._full(each): offset for each, offset in offsets.items()})
        except (CommitFailedError, IllegalStateError):
            raise NotOwner("partitions_lost") from None
        except (KafkaError, TimeoutError):
            raise LogError("cannot_commit") from None

    def seek(self, partition: Partition, offset: int) -> None:
        """Read from here next."""
        with suppress(IllegalStateError):
            self._started.seek(self._full(partition), offset)

    def pause(self, partitions: Iterable[Partition]) -> None:
        """Stop giving records of these."""
        self._started.pause(*self._assigned(partitions))

    def resume(self, partitions: Iterable[Partition]) -> None:
        """Return records of these again."""
        self._started.resume(*self._assigned(partitions))

    def end(self, partition: Partition) -> int | None:
        """Return the high-water mark of the last fetch."""
        for full in self._assigned([partition]):
            end: int | None = self._started.highwater(full)
            return end
        return None

    def position(self, partition: Partition) -> int | None:
        """Return the next offset to take."""
        # aiokafka's own position() is a coroutine that waits for a position; this asks only for what is known.
        for full in self._assigned([partition]):
            state = self._started._subscription.subscription.assignment.state_value(full)
            return int(state.position) if state.has_valid_position else None
        return None

    def plain(self, full: TopicPartition) -> Partition:
        """Return the name of a partition without the prefix."""
        partition = self._names.get(full)
        if partition is None:
            partition = self._names[full] = Partition(full.topic.removeprefix(self._prefix), full.partition)
        return partition

    def _full(self, partition: Partition) -> TopicPartition:
        return TopicPartition(f"{self._prefix}{partition.topic}", partition.number)

    def _assigned(self, partitions: Iterable[Partition]) -> list[TopicPartition]:
        assigned = self._started.assignment()
        return [full for full in map(self._full, partitions) if full in assigned]

    @property
    def _started(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            raise LogError("not_started")
        return self._consumer


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka publishes no types
    """Listens to rebalances; while `on_partitions_revoked` is awaited, aiokafka has not joined the new generation."""

    def __init__(self, reader: KafkaGroupReader, revoked: Revoked) -> None:
        self._reader = reader
        self._revoked = revoked
        self.generation = 0

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        await self._revoked(frozenset(self._reader.plain(each) for each in revoked))

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self.generation += 1
