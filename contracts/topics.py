"""The topics: key, partitions and retention of each. Created by us at start; the broker's auto-create is off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `retention` None means compacted: the newest record of a key is kept for ever."""

    name: str
    keyed_by: str
    partitions: int
    retention: timedelta | None


PARTITIONS = 12  # enough for 1, 2, 3, 4, 6 or 12 replicas of a service with an even share each

CHANNEL_EVENTS = Topic("channel.events", "brand, integration, contact", PARTITIONS, timedelta(days=14))
CONVERSION_EVENTS = Topic("conversion.events", "brand, conversion", PARTITIONS, timedelta(days=14))
GATEWAY_DIRECTORY = Topic("gateway.directory", "brand, object", 1, None)
INBOX_EVENTS = Topic("inbox.events", "brand, conversation", PARTITIONS, timedelta(days=14))
ROUTING_EVENTS = Topic("routing.events", "brand, conversation or employee", PARTITIONS, timedelta(days=14))
CRISIS_EVENTS = Topic("crisis.events", "brand, incident", PARTITIONS, timedelta(days=30))

TOPICS: tuple[Topic, ...] = (
    CHANNEL_EVENTS,
    CONVERSION_EVENTS,
    GATEWAY_DIRECTORY,
    INBOX_EVENTS,
    ROUTING_EVENTS,
    CRISIS_EVENTS,
)

READERS: dict[str, tuple[str, ...]] = {
    "inbox": ("channel.events", "routing.events", "crisis.events"),
    "routing": ("inbox.events", "crisis.events"),
    "crisis": ("inbox.events", "routing.events"),
    "analytics": ("inbox.events", "routing.events", "crisis.events", "conversion.events"),
    "gateway": ("crisis.events",),
}
"""Consumer groups (named as the service) with the topics they read in their batch consumers; each pair has retry and
dead-letter topics.
"""

RETRY_RETENTION = timedelta(days=2)
DEAD_RETENTION = timedelta(days=30)


def retry_topic(topic: str, group: str) -> str:
    """The topic where `group` puts records of `topic` to try again later."""
    return f"{topic}.retry.{group}"


def dead_topic(topic: str, group: str) -> str:
    """The topic where `group` puts records of `topic` it could not use."""
    return f"{topic}.dead.{group}"


def all_topics() -> tuple[Topic, ...]:
    """Every topic to create, with the retry and dead-letter topics of each group."""
    partitions = {topic.name: topic.partitions for topic in TOPICS}
    derived = [
        Topic(name_of(topic, group), f"as {topic}", partitions[topic], kept)
        for group, topics in READERS.items()
        for topic in topics
        for name_of, kept in ((retry_topic, RETRY_RETENTION), (dead_topic, DEAD_RETENTION))
    ]
    return (*TOPICS, *derived)
