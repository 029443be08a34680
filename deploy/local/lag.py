"""How many records each consumer group has still to read, asked of the broker."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

from contracts.registry import READERS, retry_topic
from deploy.stack.errors import StackError

Ends = Mapping[TopicPartition, int]
"""Where partitions ended at some moment: the offset of the next record."""


async def log_ends(bootstrap: str, prefix: str) -> Ends:
    """Return where everything that a group reads ends now; raises StackError when Kafka does not answer."""
    read = sorted({name for group in READERS for name in _topics_of(prefix, group)})
    async with _asking(bootstrap) as (admin, consumer):
        return dict(await consumer.end_offsets(await partitions_of(admin, read)))


async def group_lags(bootstrap: str, prefix: str, until: Ends | None = None) -> dict[str, int]:
    """Give records behind, per group; a partition never committed counts from its beginning.

    With `until` only records before those ends count: what is told afterwards is not waited for.

    Raises:
        StackError: When Kafka does not answer.
    """
    async with _asking(bootstrap) as (admin, consumer):
        return {group: await _lag(admin, consumer, prefix, group, until) for group in READERS}


@asynccontextmanager
async def _asking(bootstrap: str) -> AsyncIterator[tuple[AIOKafkaAdminClient, AIOKafkaConsumer]]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap)
    try:
        await admin.start()
        await consumer.start()
        yield admin, consumer
    except KafkaError as failure:
        raise StackError(f"Kafka at {bootstrap} does not answer ({type(failure).__name__}).") from failure
    finally:
        await consumer.stop()
        await admin.close()


def _topics_of(prefix: str, group: str) -> list[str]:
    return [prefix + name for topic in READERS[group] for name in (topic, retry_topic(topic, group))]


async def _lag(
    admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, prefix: str, group: str, until: Ends | None
) -> int:
    try:
        committed = await admin.list_consumer_group_offsets(f"{prefix}{group}")
    except GroupCoordinatorNotAvailableError:  # a new cluster, on which no group has committed anything yet
        committed = {}
    partitions = await partitions_of(admin, _topics_of(prefix, group))
    ends = await consumer.end_offsets(partitions) if until is None else until
    starts = await consumer.beginning_offsets(partitions)
    done = {partition: commit.offset for partition, commit in committed.items() if commit.offset >= 0}
    return sum(max(0, ends.get(each, 0) - max(done.get(each, 0), starts[each])) for each in partitions)


async def partitions_of(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> list[TopicPartition]:
    """The partitions of those topics that exist.

    A consumer that has subscribed to nothing knows no partition of any topic, so the brokers are asked.
    """
    described = await admin.describe_topics(list(topics))
    return [
        TopicPartition(topic["topic"], each["partition"])
        for topic in described
        if not topic["error_code"]
        for each in topic["partitions"]
    ]
