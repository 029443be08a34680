"""How many records each consumer group has still to read, asked of the broker."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

from chassis.kafka_address import kafka_address
from contracts.registry import READERS, dead_topic, retry_topic
from deploy.stack.errors import StackError

AHEAD_MS = 3_600_000  # how far a producer's clock may be ahead of ours
OLDEST_SECONDS = 5.0  # for a look at the first unread record of every partition; what was not seen then is left out

Ends = Mapping[TopicPartition, int]
"""Where partitions ended at some moment: the offset of the next record."""


async def log_ends(bootstrap: str, prefix: str) -> Ends:
    """Return where everything that a group reads ends now; raises StackError when Kafka does not answer."""
    read = sorted({name for group in READERS for name in _topics_of(prefix, group)})
    async with asking(bootstrap) as (admin, consumer):
        return dict(await consumer.end_offsets(await partitions_of(admin, consumer, read)))


async def group_lags(bootstrap: str, prefix: str, until: Ends | None = None) -> dict[str, int]:
    """Give records behind, per group; a partition never committed counts from its beginning.

    With `until` only records before those ends count: what is told afterwards is not waited for.

    Raises:
        StackError: When Kafka does not answer.
    """
    async with asking(bootstrap) as (admin, consumer):
        return {group: await _lag(admin, consumer, prefix, group, until) for group in READERS}


async def dead_letters(bootstrap: str, prefix: str) -> dict[str, int]:
    """How many dead letters each group has in the log, replayed ones too; raises StackError when Kafka is silent."""
    counts = {}
    async with asking(bootstrap) as (admin, consumer):
        for group, topics in READERS.items():
            partitions = await partitions_of(admin, consumer, [prefix + dead_topic(topic, group) for topic in topics])
            starts, ends = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
            counts[group] = sum(ends[each] - starts[each] for each in partitions)
    return counts


@dataclass(frozen=True, slots=True)
class Unread:
    """What a group has still to read of a partition: how many records, and since when the first of them waits."""

    group: str
    topic: str
    partition: int
    records: int
    since: datetime | None


async def unread(bootstrap: str, prefix: str) -> list[Unread]:
    """Every partition that a group has records to read of, topics without the prefix.

    Raises:
        StackError: When Kafka does not answer.
    """
    async with asking(bootstrap) as (admin, consumer):
        waiting = {group: await _waiting(admin, consumer, prefix, group, None) for group in READERS}
        return [
            Unread(group, each.topic.removeprefix(prefix), each.partition, end - at, oldest.get(each))
            for group, partitions in waiting.items()
            for oldest in [await _oldest(consumer, {each: at for each, (at, _) in partitions.items()})]
            for each, (at, end) in partitions.items()
        ]


@asynccontextmanager
async def asking(bootstrap: str) -> AsyncIterator[tuple[AIOKafkaAdminClient, AIOKafkaConsumer]]:
    """Give what asks the brokers; raises StackError when they do not answer."""
    options = kafka_address(bootstrap).options()
    admin = AIOKafkaAdminClient(**options)
    consumer = AIOKafkaConsumer(**options)
    try:
        await admin.start()
        await consumer.start()
        yield admin, consumer
    except KafkaError as failure:
        raise StackError(
            f"Kafka at {kafka_address(bootstrap)} does not answer ({type(failure).__name__})."
        ) from failure
    finally:
        await consumer.stop()
        await admin.close()


def _topics_of(prefix: str, group: str) -> list[str]:
    return [prefix + name for topic in READERS[group] for name in (topic, retry_topic(topic, group))]


async def _lag(
    admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, prefix: str, group: str, until: Ends | None
) -> int:
    waiting = await _waiting(admin, consumer, prefix, group, until)
    return sum(end - at for at, end in waiting.values())


async def _waiting(
    admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, prefix: str, group: str, until: Ends | None
) -> dict[TopicPartition, tuple[int, int]]:
    """Partitions with records to read: the offset the group reads next, and the end."""
    positions = await positions_of(admin, consumer, prefix, group)
    ends = await consumer.end_offsets(list(positions)) if until is None else until
    return {each: (at, end) for each, at in positions.items() if (end := ends.get(each, 0)) > at}


async def positions_of(
    admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, prefix: str, group: str
) -> dict[TopicPartition, int]:
    """The offset a group reads next in each of its partitions; in one it never committed, that is its beginning."""
    try:
        committed = await admin.list_consumer_group_offsets(f"{prefix}{group}")
    except GroupCoordinatorNotAvailableError:  # a new cluster, on which no group has committed anything yet
        committed = {}
    partitions = await partitions_of(admin, consumer, _topics_of(prefix, group))
    starts = await consumer.beginning_offsets(partitions)
    done = {partition: commit.offset for partition, commit in committed.items() if commit.offset >= 0}
    return {each: max(done.get(each, 0), starts[each]) for each in partitions}


async def _oldest(
    consumer: AIOKafkaConsumer, positions: Mapping[TopicPartition, int]
) -> dict[TopicPartition, datetime]:
    """When the record at or after each position was written.

    Brokers say what the first record at or after a time is, and the times of a partition grow with its offsets; so the
    time is halved down to, and no record, which has what a customer wrote, has to be read for it.
    """
    found: dict[TopicPartition, datetime] = {}
    latest = int(datetime.now(UTC).timestamp() * 1000) + AHEAD_MS
    between = dict.fromkeys(positions, (0, latest))
    wanted = dict.fromkeys(positions, 0)  # where a group has read nothing, the first record is the one
    loop = asyncio.get_running_loop()
    give_up = loop.time() + OLDEST_SECONDS
    while wanted and loop.time() < give_up:
        for partition, first in (await consumer.offsets_for_times(wanted)).items():
            asked, (low, high) = wanted[partition], between[partition]
            if first is not None and first.offset < positions[partition]:
                between[partition] = (max(asked, first.timestamp), high)
                continue
            if first is not None:
                found[partition] = datetime.fromtimestamp(first.timestamp / 1000, UTC)
            is_it = first is not None and first.offset == positions[partition]
            between[partition] = (asked, asked) if is_it else (low, asked)
        wanted = {each: (low + high) // 2 for each, (low, high) in between.items() if high - low > 1}
    return {each: at for each, at in found.items() if each not in wanted}


async def partitions_of(
    admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, topics: Sequence[str]
) -> list[TopicPartition]:
    """The partitions of those topics that exist; the consumer knows then where all of them are.

    One that has subscribed to nothing knows no topic. Asked for offsets, it would meet one unknown topic after another
    and wait a tenth of a second for each.
    """
    described = [topic for topic in await admin.describe_topics(list(topics)) if not topic["error_code"]]
    await asyncio.gather(*(consumer._client.add_topic(topic["topic"]) for topic in described))
    return [TopicPartition(topic["topic"], each["partition"]) for topic in described for each in topic["partitions"]]
