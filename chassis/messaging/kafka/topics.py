"""Makes the topics, or refuses to start without them; the broker's auto-create is off."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaConnectionError, NoError, TopicAlreadyExistsError, for_code

from chassis.kafka_address import kafka_address
from chassis.messaging.failures import MissingTopics
from chassis.messaging.kafka.errors import as_log_error
from chassis.messaging.kafka.login import login_refused
from chassis.messaging.log import LogError, LoginRefused
from contracts.topic import Topic

REPLICATION = 3
VISIBLE_SECONDS = 10.0  # well above what a broker on a busy machine takes to hear of a topic from its controller
VISIBLE_POLL_SECONDS = 0.1
COMPACT_LAG_MS = 60_000  # a reader that has the topic's head has a minute to see each version before it may go
MESSAGE_BYTES = 6_000_000  # the largest event is an unreadable payload kept whole, 4 MB in base64


@dataclass(frozen=True, slots=True)
class TopicDifference:
    """Something about a topic that is not as this build would make it."""

    topic: str
    what: str
    found: str
    wanted: str


async def ensure_topics(bootstrap: str, prefix: str, topics: Sequence[Topic], *, create: bool) -> None:
    """Check that the topics are there; with `create` make those that are not. Doing it again changes nothing.

    Raises:
        MissingTopics: Some are not there or have too few partitions.
        LogError: The cluster cannot be reached or refuses.
    """
    async with _admin(bootstrap) as admin:
        missing = await _missing(admin, prefix, topics)
        if missing and create:
            brokers = len((await admin.describe_cluster())["brokers"])
            await _create(admin, prefix, missing, min(REPLICATION, brokers))
            missing = await _until_visible(admin, prefix, topics)
    if missing:
        raise MissingTopics([f"{prefix}{topic.name}" for topic in missing])


async def _until_visible(admin: AIOKafkaAdminClient, prefix: str, topics: Sequence[Topic]) -> list[Topic]:
    """Return what is missing once brokers had time to learn of new topics: creation is acked by the controller."""
    deadline = time.monotonic() + VISIBLE_SECONDS
    while (missing := await _missing(admin, prefix, topics)) and time.monotonic() < deadline:  # noqa: ASYNC110 - a broker tells nobody
        await asyncio.sleep(VISIBLE_POLL_SECONDS)
    return missing


async def _missing(admin: AIOKafkaAdminClient, prefix: str, topics: Sequence[Topic]) -> list[Topic]:
    described = await admin.describe_topics(None)
    partitions = {each["topic"]: len(each["partitions"]) for each in described}
    return [topic for topic in topics if partitions.get(f"{prefix}{topic.name}", 0) < topic.partitions]


async def _create(admin: AIOKafkaAdminClient, prefix: str, topics: Sequence[Topic], replication: int) -> None:
    new_topics = [
        NewTopic(
            f"{prefix}{topic.name}", topic.partitions, replication, topic_configs=configuration_of(topic, replication)
        )
        for topic in topics
    ]
    response = await admin.create_topics(new_topics)
    for name, error_code, *_ in response.topic_errors:
        error = for_code(error_code)
        if error not in (NoError, TopicAlreadyExistsError):
            raise LogError(f"cannot make topic {name}: {error.__name__}")


async def under_replicated(bootstrap: str, prefix: str, topics: Sequence[Topic]) -> int:
    """Partitions of these topics with fewer replicas in sync than they have.

    Raises:
        LogError: The cluster cannot be reached.
    """
    names = {f"{prefix}{topic.name}" for topic in topics}
    async with _admin(bootstrap) as admin:
        described = await admin.describe_topics(None)
    partitions = [each for topic in described if topic["topic"] in names for each in topic["partitions"]]
    return sum(1 for each in partitions if len(each["isr"]) < len(each["replicas"]))


async def topic_differences(bootstrap: str, prefix: str, topics: Sequence[Topic]) -> list[TopicDifference]:
    """Compare the topics with what they would be made with; nothing is changed.

    Raises:
        LogError: The cluster cannot be reached.
    """
    async with _admin(bootstrap) as admin:
        described = {each["topic"]: each for each in await admin.describe_topics(None)}
        there = [topic for topic in topics if f"{prefix}{topic.name}" in described]
        configurations = await _configurations(admin, [f"{prefix}{topic.name}" for topic in there])
    found = [
        TopicDifference(f"{prefix}{topic.name}", "topic", "missing", "there") for topic in topics if topic not in there
    ]
    for topic in there:
        name = f"{prefix}{topic.name}"
        partitions = described[name]["partitions"]
        # not the count of brokers: one that is away must not lower what is wanted of the others
        replication = min((len(each["replicas"]) for each in partitions), default=REPLICATION)
        wanted = configuration_of(topic, min(REPLICATION, replication))
        actual = configurations[name]
        if len(partitions) < topic.partitions:
            found.append(TopicDifference(name, "partitions", str(len(partitions)), str(topic.partitions)))
        fewest = min((len(each["isr"]) for each in partitions), default=replication)
        if fewest < replication:
            found.append(TopicDifference(name, "replicas in sync", str(fewest), str(replication)))
        found += [
            TopicDifference(name, key, actual.get(key, "unset"), value)
            for key, value in wanted.items()
            if actual.get(key) != value
        ]
    return found


async def _configurations(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    return {
        name: {entry[0]: entry[1] for entry in entries}
        for answer in (await admin.describe_configs(asked) if asked else [])
        for _, _, _, name, entries in answer.resources
    }


def configuration_of(topic: Topic, replication: int) -> dict[str, str]:
    """What a topic is made with on so many replicas."""
    retention = (
        {"cleanup.policy": "compact", "min.compaction.lag.ms": str(COMPACT_LAG_MS)}
        if topic.retention is None
        else {"cleanup.policy": "delete", "retention.ms": str(round(topic.retention.total_seconds() * 1000))}
    )
    in_sync = str(max(1, replication - 1))
    on_disk = {"flush.messages": "1"}  # before it is acknowledged: replicas may lose power together (ADR 0101)
    return {**retention, **on_disk, "min.insync.replicas": in_sync, "max.message.bytes": str(MESSAGE_BYTES)}


@asynccontextmanager
async def _admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(**kafka_address(bootstrap).options(), request_timeout_ms=20_000)
    try:
        with as_log_error("cannot_manage_topics"):
            try:
                await admin.start()
            except KafkaConnectionError:
                if await login_refused(bootstrap):
                    raise LoginRefused from None
                raise
            yield admin
    finally:
        await admin.close()
