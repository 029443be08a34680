"""Kafka: the topics against those the services need, how far each group is behind, and what was set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from chassis.kafka_address import kafka_address
from chassis.messaging import LogError, LoginRefused
from chassis.messaging.kafka import TopicDifference, topic_differences
from contracts.registry import CHANNEL_EVENTS_BULK, all_topics
from deploy.doctor.finding import Finding, or_well
from deploy.doctor.open_doors import kafka_doors
from deploy.local.lag import Unread, dead_letters, unread
from deploy.stack.errors import StackError

LATE_SECONDS, FAR_SECONDS = 60.0, 3600.0  # a minute is a hint; an hour is the first response that the SLA promises
BULK_LATE_SECONDS, BULK_FAR_SECONDS = 86_400.0, 7 * 86_400.0  # it may wait; after twice the longer its topic drops it


async def check_kafka(bootstrap: str, prefix: str, now: datetime) -> list[Finding]:
    """Ask the brokers."""
    try:
        differing = await topic_differences(bootstrap, prefix, all_topics())
        waiting = await unread(bootstrap, prefix)
        dead = await dead_letters(bootstrap, prefix)
    except LoginRefused:
        said = f"Kafka at {kafka_address(bootstrap)} refused the user's login"
        do = "Correct user and password in MUSTER_KAFKA, or make the user; docs/runbooks/kafka-unavailable.md."
        return [Finding("kafka", "problem", said, do)]
    except (LogError, StackError) as failure:
        do = "Start it, or correct MUSTER_KAFKA; docs/runbooks/kafka-unavailable.md."
        return [
            Finding(
                "kafka",
                "problem",
                f"Kafka at {kafka_address(bootstrap)} does not answer ({type(failure).__name__})",
                do,
            )
        ]
    return [*kafka_doors(bootstrap), *topics(differing), *lag(waiting, now), *letters(dead)]


def topics(differing: Sequence[TopicDifference]) -> list[Finding]:
    """Each difference; one that stops a start is a problem."""
    found = []
    for each in differing:
        stops = each.what in {"topic", "partitions", "replicas in sync"}
        do = {
            "topic": "Make it with `muster topics create`.",
            "partitions": f"Add partitions with Kafka's own tool, up to {each.wanted}, while no service runs.",
            "replicas in sync": "Look after the brokers: one is away or behind.",
        }.get(each.what, f"Set it to {each.wanted} with Kafka's own tool (kafka-configs).")
        said = f"topic {each.topic}: {each.what} is {each.found}, wanted {each.wanted}"
        if each.what == "topic":
            said = f"topic {each.topic} is missing"
        found.append(Finding("topics", "problem" if stops else "warning", said, do))
    return or_well(found, "topics", "every topic has its partitions and its retention")


def lag(waiting: Sequence[Unread], now: datetime) -> list[Finding]:
    """Groups whose oldest record waits too long; the bulk lane of channel events is judged apart."""
    bulk = [each for each in waiting if each.topic == CHANNEL_EVENTS_BULK.name]
    found = _behind([each for each in waiting if each not in bulk], now, (LATE_SECONDS, FAR_SECONDS), "consumer-behind")
    found += _behind(bulk, now, (BULK_LATE_SECONDS, BULK_FAR_SECONDS), "bulk-behind")
    return or_well(found, "lag", "no group has a record waiting for a minute, in the bulk lane for a day")


def _behind(waiting: Sequence[Unread], now: datetime, seconds: tuple[float, float], page: str) -> list[Finding]:
    """What is to be said of groups whose oldest record waits for the first number of seconds, or for the second."""
    late, far = seconds
    found = []
    for group in sorted({each.group for each in waiting}):
        own = [each for each in waiting if each.group == group]
        age = max(((now - each.since).total_seconds() for each in own if each.since is not None), default=0.0)
        if age >= late:
            said = f"{group} has {sum(each.records for each in own):,} records to read, the oldest for {age:,.0f} s"
            do = f"See whether it works (`muster status`), scale it (`muster scale`); docs/runbooks/{page}.md."
            found.append(Finding("lag", "problem" if age >= far else "warning", said, do))
    return found


def letters(dead: Mapping[str, int]) -> list[Finding]:
    """Groups with dead letters."""
    do = "List them with `muster dlq list`, mend the cause, replay them; docs/runbooks/dead-letters.md."
    found = [
        Finding("dead letters", "warning", f"{group} has {count:,} in the log, replayed ones too", do)
        for group, count in dead.items()
        if count
    ]
    return or_well(found, "dead letters", "there are none")
