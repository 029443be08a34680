"""A publisher that writes to the broker of a test."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from chassis.errors import Unavailable
from chassis.messaging.failures import TooLarge
from chassis.messaging.ports import Outgoing
from chassis.messaging.testing.fake_broker import FakeBroker
from chassis.messaging.tracing import traced
from contracts.event import Event

EVENT_BYTES = 5_000_000  # as the real publisher's


class FakePublisher:
    """See `ports.Publisher`; usable without `start`."""

    def __init__(self, broker: FakeBroker) -> None:
        self._broker = broker
        self.live = True

    @property
    def ready(self) -> bool:
        """Whether the log can be reached."""
        return self.live and not self._broker.unavailable

    @property
    def problem(self) -> str | None:
        """The reason why it cannot send."""
        return "no connection to the event log" if self._broker.unavailable else None

    async def start(self) -> None:
        """Begin."""
        self.live = True

    async def stop(self) -> None:
        """End."""
        self.live = False

    async def publish(self, events: Sequence[Event]) -> None:
        """Send events."""
        await self.send([Outgoing.of(event) for event in events])

    async def send(self, records: Sequence[Outgoing]) -> None:
        """Send records."""
        for index, record in enumerate(records):
            if (size := len(record.value or b"")) > EVENT_BYTES:
                raise TooLarge(index, size)
        await asyncio.sleep(0)
        broker = self._broker
        if broker.unavailable or broker.publishes_to_fail > 0:
            broker.publishes_to_fail = max(0, broker.publishes_to_fail - 1)
            raise Unavailable("kafka", 0.01)
        for record in traced(records):
            broker.write(record)
        broker.changed()
        if broker.acks_to_lose > 0:
            broker.acks_to_lose -= 1
            raise Unavailable("kafka", 0.01)
