"""Makes the topics, or refuses to start without them; the broker's auto-create is off."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import NoError, TopicAlreadyExistsError, for_code

from chassis.messaging.failures import MissingTopics
from chassis.messaging.kafka.errors import as_log_error
from chassis.messaging.log import LogError
from contracts.registry import Topic

REPLICATION = 3
VISIBLE_SECONDS = 10.0  # well above what a broker on a busy machine takes to hear of a topic from its controller
VISIBLE_POLL_SECONDS = 0.1
COMPACT_LAG_MS = 60_000  # a reader that has the topic's head has a minute to see each version before it may go
MESSAGE_BYTES = 6_000_000  # the largest event is an unreadable payload kept whole, 4 MB in base64


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
            f"{prefix}{topic.name}", topic.partitions, replication, topic_configs=_configuration(topic, replication)
        )
        for topic in topics
    ]
    response = await admin.create_topics(new_topics)
    for name, error_code, *_ in response.topic_errors:
        error = for_code(error_code)
        if error not in (NoError, TopicAlreadyExistsError):
            raise LogError(f"cannot make topic {name}: {error.__name__}")


def _configuration(topic: Topic, replication: int) -> dict[str, str]:
    retention = (
        {"cleanup.policy": "compact", "min.compaction.lag.ms": str(COMPACT_LAG_MS)}
        if topic.retention is None
        else {"cleanup.policy": "delete", "retention.ms": str(round(topic.retention.total_seconds() * 1000))}
    )
    in_sync = str(max(1, replication - 1))
    return {**retention, "min.insync.replicas": in_sync, "max.message.bytes": str(MESSAGE_BYTES)}


@asynccontextmanager
async def _admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=20_000)
    try:
        with as_log_error("cannot_manage_topics"):
            await admin.start()
            yield admin
    finally:
        await admin.close()
