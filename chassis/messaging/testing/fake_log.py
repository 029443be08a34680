"""An event log in memory that keeps the contract of the real one, with rebalances and failures on demand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from chassis.messaging.failures import MissingTopics
from chassis.messaging.headers import TYPE, text
from chassis.messaging.log import GroupReader, Membership, Scanner
from chassis.messaging.ports import Partition, Publisher
from chassis.messaging.testing.fake_broker import FakeBroker
from chassis.messaging.testing.fake_group import FakeGroup, FakeGroupReader
from chassis.messaging.testing.fake_publisher import FakePublisher
from chassis.messaging.testing.fake_scanner import FakeScanner
from contracts.event import Event
from contracts.registry import EVENT_CLASSES, all_topics
from contracts.topic import Topic


class FakeLog(FakeBroker):
    """An event log of one test; the failures to come are attributes of its broker."""

    def __init__(self, *, service: str = "test", topics: Sequence[Topic] | None = None) -> None:
        super().__init__()
        self._service = service
        self._groups: dict[str, FakeGroup] = {}
        for topic in all_topics() if topics is None else topics:
            self.create(topic.name, topic.partitions)

    @property
    def service(self) -> str:
        """The service that speaks."""
        return self._service

    def publisher(self) -> Publisher:
        """Build a publisher."""
        return FakePublisher(self)

    def group_reader(self, group: str, topics: Collection[str], membership: Membership) -> GroupReader:
        """Build a member of a group; its times do not matter here."""
        return FakeGroupReader(self, self._group(group), topics)

    def scanner(self, topics: Collection[str]) -> Scanner:
        """Build a reader without a group."""
        return FakeScanner(self, topics)

    async def ensure_topics(self, topics: Sequence[Topic], *, create: bool) -> None:
        """Check or make topics."""
        self.reach()
        missing = [topic for topic in topics if len(self.partitions([topic.name])) < topic.partitions]
        if missing and not create:
            raise MissingTopics([topic.name for topic in missing])
        for topic in missing:
            self.create(topic.name, topic.partitions)

    async def under_replicated(self, topics: Sequence[Topic]) -> int:
        """None: what is here has one copy."""
        self.reach()
        return 0

    async def rebalance(self, group: str) -> None:
        """Make a group share its partitions anew; returns when every member has its own."""
        await self._group(group).rebalance()

    def committed(self, group: str) -> Mapping[Partition, int]:
        """Return the offsets a group has committed."""
        return dict(self._group(group).committed)

    def events(self, topic: str) -> list[Event]:
        """Return the events of a topic in the order in which they were written; types unknown here as bare `Event`."""
        records = [record for position, record in self.written if position.topic == topic and record.value]
        return [
            (EVENT_CLASSES.get(text(each.headers, TYPE)) or Event).model_validate_json(each.value or b"")
            for each in records
        ]

    def _group(self, name: str) -> FakeGroup:
        return self._groups.setdefault(name, FakeGroup(self))
