"""Messaging of a service: events in and out in batches.

Topics and groups are named without the prefix everywhere; the log alone puts it before them. The log on Kafka is in
`chassis.messaging.kafka`, the only part that needs a client library; dead letters are in
`chassis.messaging.dead_letters`, and an event log in memory for fast tests in `chassis.messaging.testing`. Both logs
pass one test suite.

    log = KafkaLog("host:9092", service="inbox")  # connects nothing itself
    await log.ensure_topics(all_topics(), create=False)  # names what is missing
    publisher = log.publisher()  # one per process, shared by consumers, relay and API
    topics = READERS["inbox"]
    consumer = BatchConsumer(log, publisher, group="inbox", topics=topics, handler=handler, classes=EVENT_CLASSES)
    await publisher.start()
    await consumer.start()
    ...
    await consumer.stop()  # finishes the batch, commits, leaves the group
    await publisher.stop()

A process may run several consumers of one group with disjoint topics; each topic then progresses on its own. Publisher,
consumer and `CompactedReader` are `Healthy`. `Handler` has what its results and errors lead to.
"""

from chassis.messaging.compacted import CompactedReader
from chassis.messaging.consumer.batch_consumer import BatchConsumer
from chassis.messaging.consumer.settings import ConsumerSettings
from chassis.messaging.failures import MissingTopics, Reject, Retry, TooLarge
from chassis.messaging.log import EventLog, LogError, LoginRefused, RawRecord, Scanner
from chassis.messaging.ports import (
    Deferred,
    Delivery,
    Handler,
    HandlerResult,
    Healthy,
    Outgoing,
    Partition,
    Position,
    Publisher,
    Rejected,
)

__all__ = [
    "BatchConsumer",
    "CompactedReader",
    "ConsumerSettings",
    "Deferred",
    "Delivery",
    "EventLog",
    "Handler",
    "HandlerResult",
    "Healthy",
    "LogError",
    "LoginRefused",
    "MissingTopics",
    "Outgoing",
    "Partition",
    "Position",
    "Publisher",
    "RawRecord",
    "Reject",
    "Rejected",
    "Retry",
    "Scanner",
    "TooLarge",
]
