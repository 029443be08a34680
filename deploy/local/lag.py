"""How many records each consumer group has still to read, asked of the broker."""

from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

from contracts.topics import READERS, retry_topic
from deploy.stack.errors import StackError


async def group_lags(bootstrap: str, prefix: str) -> dict[str, int]:
    """Give records behind, per group; a partition never committed counts from its beginning.

    Raises:
        StackError: When Kafka does not answer.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap)
    try:
        await admin.start()
        await consumer.start()
        return {group: await _lag(admin, consumer, prefix, group) for group in READERS}
    except KafkaError as failure:
        raise StackError(f"Kafka at {bootstrap} does not answer ({type(failure).__name__}).") from failure
    finally:
        await consumer.stop()
        await admin.close()


async def _lag(admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, prefix: str, group: str) -> int:
    try:
        committed = await admin.list_consumer_group_offsets(f"{prefix}{group}")
    except GroupCoordinatorNotAvailableError:  # a new cluster, on which no group has committed anything yet
        committed = {}
    read = [prefix + name for topic in READERS[group] for name in (topic, retry_topic(topic, group))]
    partitions = await partitions_of(admin, read)
    ends = await consumer.end_offsets(partitions)
    starts = await consumer.beginning_offsets(partitions)
    done = {partition: found.offset for partition, found in committed.items() if found.offset >= 0}
    return sum(ends[partition] - max(done.get(partition, 0), starts[partition]) for partition in partitions)


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
