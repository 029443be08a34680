"""The topics: key, partitions, retention, writer, readers and events of each; and the class of every event type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from contracts import channel, crisis, directory, inbox, notices, routing
from contracts.event import Event
from contracts.topic import Topic, events_of

PARTITIONS = 12  # enough for 1, 2, 3, 4, 6 or 12 replicas of a service with an even share each

CHANNEL_EVENTS = Topic(
    "channel.events",
    "brand, integration, contact",
    PARTITIONS,
    timedelta(days=14),
    written_by="gateway",
    read_by=("inbox",),
    family=channel,
)
CHANNEL_EVENTS_BULK = Topic(
    "channel.events.bulk",
    "brand, integration, contact",
    PARTITIONS,
    CHANNEL_EVENTS.retention,
    written_by="gateway",
    read_by=("inbox",),
    family=channel,
    events_as=CHANNEL_EVENTS.name,
)
"""What integrations in the bulk lane report; it waits while `channel.events` has records."""
CONVERSION_EVENTS = Topic(
    "conversion.events",
    "brand, conversion",
    PARTITIONS,
    timedelta(days=14),
    written_by="gateway",
    read_by=("analytics",),
    family=channel,
)
GATEWAY_DIRECTORY = Topic(
    "gateway.directory",
    "brand, object",
    1,
    None,
    written_by="gateway",
    copied_by=("gateway", "inbox", "routing", "crisis", "analytics"),
    family=directory,
)
INBOX_EVENTS = Topic(
    "inbox.events",
    "brand, conversation",
    PARTITIONS,
    timedelta(days=14),
    written_by="inbox",
    read_by=("routing", "crisis", "analytics", "webhooks"),
    copied_by=("gateway",),
    family=inbox,
)
ROUTING_EVENTS = Topic(
    "routing.events",
    "brand, conversation, employee or course",
    PARTITIONS,
    timedelta(days=14),
    written_by="routing",
    read_by=("inbox", "crisis", "analytics", "webhooks"),
    copied_by=("gateway",),
    family=routing,
)
CRISIS_EVENTS = Topic(
    "crisis.events",
    "brand, incident",
    PARTITIONS,
    timedelta(days=30),
    written_by="crisis",
    read_by=("inbox", "routing", "analytics", "gateway", "webhooks"),
    copied_by=("gateway",),
    family=crisis,
)

ANALYTICS_CANARIES = Topic(
    "analytics.canaries",
    "brand",
    1,  # a hundred small records a minute, and their order does not matter
    timedelta(days=1),
    written_by="analytics",
    read_by=("webhooks",),
)
"""How canaries come back from analytics, which has no events of its own (ADR 0100)."""

TOPICS: tuple[Topic, ...] = (
    CHANNEL_EVENTS,
    CHANNEL_EVENTS_BULK,
    CONVERSION_EVENTS,
    GATEWAY_DIRECTORY,
    INBOX_EVENTS,
    ROUTING_EVENTS,
    CRISIS_EVENTS,
    ANALYTICS_CANARIES,
)

PUBLIC_TOPICS = (INBOX_EVENTS, ROUTING_EVENTS, CRISIS_EVENTS)
"""Those whose events a brand sees: in the stream, page by page, and by webhook."""

EventClasses = Mapping[str, type[Event]]
"""Event classes by type."""


def classes_of(topics: Iterable[Topic]) -> EventClasses:
    """The event classes of these topics by type.

    Raises:
        TypeError: Two classes have one type.
    """
    classes: dict[str, type[Event]] = {}
    for topic in topics:
        for each in topic.events:
            if classes.setdefault(each.type, each) is not each:
                raise TypeError(f"event type {each.type} is defined twice")
    return classes


EVENT_CLASSES = classes_of(TOPICS)
"""Every event of a topic that this build knows."""

NOTICES: EventClasses = {each.type: each for each in events_of(notices)}
"""What is posted to webhook endpoints alone and stands in no topic."""

GROUPS = ("inbox", "routing", "crisis", "analytics", "gateway", "webhooks")

READERS: dict[str, tuple[str, ...]] = {
    group: tuple(topic.name for topic in TOPICS if group in topic.read_by) for group in GROUPS
}
"""Consumer groups with the topics they read in batches."""

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


def topics_of(service: str) -> tuple[Topic, ...]:
    """The topics a service cannot work without: what it writes, and what it reads with its retry and dead letters."""
    own = {topic.name for topic in TOPICS if service in (topic.written_by, *topic.read_by, *topic.copied_by)}
    aside = {name_of(topic, service) for topic in READERS[service] for name_of in (retry_topic, dead_topic)}
    return tuple(topic for topic in all_topics() if topic.name in own | aside)
