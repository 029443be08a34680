"""The event log on Apache Kafka; the one place where the prefix is put before topics and groups."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from chassis.messaging.kafka.publisher import KafkaPublisher
from chassis.messaging.kafka.publisher_settings import PublisherSettings
from chassis.messaging.kafka.reader import KafkaGroupReader
from chassis.messaging.kafka.scanner import KafkaScanner
from chassis.messaging.kafka.topics import ensure_topics, under_replicated
from chassis.messaging.log import GroupReader, Membership, Scanner
from chassis.messaging.ports import Publisher
from contracts.topic import Topic


class KafkaLog:
    """Builds what reads from and writes to one cluster; connects nothing itself.

    Args:
        bootstrap: The address of the cluster (see `chassis.kafka_address`).
        prefix: Put before every topic and group; empty in production, unique in a test.
        service: The source, for headers, metrics and the broker's logs.
        publishing: Bounds and times of publishers.
    """

    def __init__(
        self, bootstrap: str, *, prefix: str = "", service: str, publishing: PublisherSettings | None = None
    ) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._service = service
        self._publishing = publishing or PublisherSettings()

    @property
    def service(self) -> str:
        """The service that speaks."""
        return self._service

    def publisher(self) -> Publisher:
        """Build a publisher; one per process is enough."""
        return KafkaPublisher(self._bootstrap, prefix=self._prefix, service=self._service, settings=self._publishing)

    def group_reader(self, group: str, topics: Collection[str], membership: Membership) -> GroupReader:
        """Build a member of a group."""
        return KafkaGroupReader(
            self._bootstrap, self._prefix, group, topics, membership=membership, client=f"muster-{self._service}"
        )

    def scanner(self, topics: Collection[str]) -> Scanner:
        """Build a reader without a group."""
        return KafkaScanner(self._bootstrap, self._prefix, topics, client=f"muster-{self._service}")

    async def ensure_topics(self, topics: Sequence[Topic], *, create: bool) -> None:
        """Check or make topics (see the port)."""
        await ensure_topics(self._bootstrap, self._prefix, topics, create=create)

    async def under_replicated(self, topics: Sequence[Topic]) -> int:
        """Partitions with fewer replicas in sync than they have."""
        return await under_replicated(self._bootstrap, self._prefix, topics)
