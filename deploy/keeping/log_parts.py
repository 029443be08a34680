"""The log's share of a backup: what consumers had not read, dead letters, and the directory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from chassis.kafka_address import kafka_address
from chassis.messaging import LogError, Outgoing, Partition, Scanner
from chassis.messaging.headers import text
from chassis.messaging.kafka import KafkaLog
from contracts.registry import GATEWAY_DIRECTORY, READERS, TOPICS, dead_topic, retry_topic
from deploy.keeping.installation import BRAND_HEADER, Installation
from deploy.local.lag import asking, positions_of
from deploy.stack.errors import StackError

POLL_RECORDS, POLL_SECONDS = 1000, 0.5
TAILS = tuple(topic.name for topic in TOPICS if topic.read_by)
ASIDE = tuple(
    name(topic, group) for group, topics in READERS.items() for topic in topics for name in (retry_topic, dead_topic)
)
DIRECTORY = GATEWAY_DIRECTORY.name

Places = Mapping[Partition, int]
"""The next offset of partitions; topics are named without the prefix."""


async def unread_from(at: Installation) -> Places:
    """Where each partition's slowest group reads next; partitions that no group reads are left out."""
    places: dict[Partition, int] = {}
    async with asking(at.kafka) as (admin, consumer):
        for group in READERS:
            for partition, offset in (await positions_of(admin, consumer, at.prefix, group)).items():
                name = Partition(partition.topic.removeprefix(at.prefix), partition.partition)
                places[name] = min(offset, places.get(name, offset))
    return places


@asynccontextmanager
async def scanning(at: Installation, *topics: str) -> AsyncIterator[Scanner]:
    """Give a reader of topics; raises StackError when the log does not answer."""
    scanner = KafkaLog(at.kafka, prefix=at.prefix, service="muster").scanner(topics)
    try:
        await scanner.start()
        yield scanner
    except LogError as failure:
        raise StackError(f"Kafka at {kafka_address(at.kafka)} cannot be read ({failure}).") from failure
    finally:
        await scanner.stop()


async def records_of(at: Installation, topic: str, unread: Places, brand: str | None) -> AsyncIterator[dict[str, Any]]:
    """The records of a topic that a backup holds, as documents, each partition in its order.

    Of the directory and of dead letters that is all there is; of other topics what not all groups have read.
    """
    async with scanning(at, topic) as scanner:
        begin, ends = await scanner.beginnings(), await scanner.ends()
        place = {each: max(unread.get(each, offset), offset) for each, offset in begin.items()}
        scanner.seek(place)
        while any(place[each] < ends[each] for each in place):
            for partition, records in (await scanner.poll(POLL_RECORDS, POLL_SECONDS)).items():
                for record in records:
                    if record.offset < ends[partition] and brand in {None, text(record.headers, BRAND_HEADER)}:
                        yield {
                            "partition": partition.number,
                            "offset": record.offset,
                            "key": record.key,
                            "value": record.value,
                            "headers": [[name, value] for name, value in record.headers],
                        }
            place = {each: max(offset, scanner.position(each)) for each, offset in place.items()}


def newest_of(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest record of each key of a compacted topic; keys that were removed are left out."""
    newest = {record["key"]: record for record in records}
    return [record for record in newest.values() if record["value"] is not None]


def outgoing(topic: str, record: Mapping[str, Any], extra: tuple[tuple[str, bytes], ...] = ()) -> Outgoing:
    """A kept record as it is sent again, to the partition it had."""
    headers = tuple((name, value) for name, value in record["headers"])
    return Outgoing(topic, record["key"], record["value"], (*headers, *extra), record["partition"])
