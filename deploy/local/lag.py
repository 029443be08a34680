"""How many records each consumer group has still to read, asked of the broker."""

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
    known = await consumer.topics()
    read = [prefix + name for topic in READERS[group] for name in (topic, retry_topic(topic, group))]
    partitions = [
        TopicPartition(topic, number)
        for topic in read
        if topic in known
        for number in consumer.partitions_for_topic(topic) or ()
    ]
    ends = await consumer.end_offsets(partitions)
    starts = await consumer.beginning_offsets(partitions)
    done = {partition: found.offset for partition, found in committed.items() if found.offset >= 0}
    return sum(ends[partition] - max(done.get(partition, 0), starts[partition]) for partition in partitions)
