"""The consumers of a service, made of what it says it reads."""

from __future__ import annotations

from chassis.messaging import BatchConsumer, ConsumerSettings, EventLog, Publisher
from chassis.service.definition import Reads, Service
from contracts.registry import EVENT_CLASSES

YIELDING_RECORDS = 100  # of a batch that gives way: an urgent record finds one of so many under way at most


class Consumers:
    """Makes the consumers of one process, each aware of those before it to which it gives way."""

    def __init__(self, log: EventLog, publisher: Publisher, service: Service, dead_limit: int) -> None:
        """`publisher` takes what the handlers return; `dead_limit` letters in a row stop a consumer."""
        self._log = log
        self._publisher = publisher
        self._service = service
        self._dead_limit = dead_limit
        self._by_topic: dict[str, BatchConsumer] = {}

    def of(self, reads: Reads) -> BatchConsumer:
        """The consumer of some topics, not started yet; raises KeyError where it yields to one that comes later."""
        service, topics = self._service, [topic.name for topic in reads.topics]
        records = min(service.batch_records, YIELDING_RECORDS) if reads.yields_to else service.batch_records
        consumer = BatchConsumer(
            self._log,
            self._publisher,
            group=reads.group or service.name,
            topics=topics,
            handler=reads.handler,
            classes={} if reads.bare else EVENT_CLASSES,
            settings=ConsumerSettings(
                max_records=records,
                dead_limit=self._dead_limit,
                interval_seconds=service.batch_interval_seconds,
                unknown_types=reads.unknown_types or reads.bare,
            ),
            types=reads.types,
            canary=reads.canary,
            yields_to=[self._by_topic[topic.name] for topic in reads.yields_to],
        )
        self._by_topic |= dict.fromkeys(topics, consumer)
        return consumer
