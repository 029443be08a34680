"""What a service sees of messaging: deliveries in, results and events out, the two kinds of failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from contracts.event import Event


class Partition(NamedTuple):
    """One partition of a topic; the topic is named without the prefix."""

    topic: str
    number: int


class Position(NamedTuple):
    """Where a record stands in the log; the topic is named without the prefix."""

    topic: str
    partition: int
    offset: int


class Record(NamedTuple):
    """A record as the log keeps it; `timestamp_ms` is milliseconds since 1970 UTC, None as `value` is a tombstone."""

    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    timestamp_ms: int


class Delivery(NamedTuple):
    """One record handed to a handler.

    `position` is where it was read, `origin` where it first stood: they differ for a record that comes back through a
    retry topic. `attempt` counts from 1. `event` is of the class of its type, or a bare `Event` for a type this build
    does not know (only for a consumer that asks for those).
    """

    record: Record
    event: Event
    position: Position
    origin: Position
    attempt: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """A delivery that can never be used: it goes to the dead-letter topic under a reason code such as `no_brand`."""

    position: Position
    reason: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """A delivery to try again after `delay_seconds`, out of order: only where its order no longer matters."""

    position: Position
    delay_seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class HandlerResult:
    """What came of a batch: events to publish in this order, and the deliveries that were not used."""

    events: Sequence[Event] = ()
    rejected: Sequence[Rejected] = ()
    deferred: Sequence[Deferred] = ()


class Handler(Protocol):
    """Takes a batch: its effects are written when it returns.

    The events it returns are published in their order, all acknowledgements are awaited, then the offsets of the batch
    are committed. A rejected delivery is dead-lettered and the rest counts as done. A deferred one goes to the retry
    topic and comes back with a higher `attempt`, out of order: only for what no longer cares about it.

    A batch may mix partitions and topics; the deliveries of one partition are in order. The same delivery may come
    again after a crash, a rebalance or a failure anywhere in the batch, so a handler is idempotent: by `event.id`, or
    by `position` where numbers are stored with offsets. When the partitions are lost in mid-batch, all that the batch
    returned is dropped, and the new owner handles its records again.

    Raises:
        Retry: The same records come again after a pause, for as long as it takes: the lag grows, nothing is lost.
        Unavailable, VersionConflict, Fenced: As `Retry`, under `<dependency>_unavailable`, `version_conflict` and
            `fenced`: what a store raises may pass through a handler.
        Reject: The delivery is dead-lettered, the others are delivered again without it.
        Exception: The batch is tried some times, then halves of it, until the poison stands alone; that is
            dead-lettered as `handler_error`.
    """

    async def __call__(self, batch: Sequence[Delivery], /) -> HandlerResult | Sequence[Event]:
        """Handle one batch."""


class Outgoing(NamedTuple):
    """A record to send: topic without the prefix; `partition` None lets the key decide."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    partition: int | None = None

    @classmethod
    def of(cls, event: Event) -> Outgoing:
        """Return the record of an event: its key, bytes and CloudEvents headers."""
        return cls(event.topic, event.key, event.to_bytes(), tuple(event.headers))


class Healthy(Protocol):
    """A running part that says how it is. `problem` is None or one sentence for an operator, free of customer text."""

    @property
    def live(self) -> bool:
        """Whether the part still runs; False means a person or a restart is needed."""

    @property
    def ready(self) -> bool:
        """Whether the part can do its work now."""

    @property
    def problem(self) -> str | None:
        """What is wrong, None when nothing is."""


class Publisher(Healthy, Protocol):
    """Sends events; returns only when the broker has them in the in-sync set."""

    async def start(self) -> None:
        """Connect in the background; an unavailable broker does not fail the start, it makes `ready` False."""

    async def stop(self) -> None:
        """Send what is under way and disconnect."""

    async def publish(self, events: Sequence[Event]) -> None:
        """Send events to their topics, in order per key, and wait for all acknowledgements.

        Raises:
            Unavailable: No acknowledgement within the budget; some may be there. Publishing the same again is right.
            TooLarge: An event is too large; none was sent.
        """

    async def send(self, records: Sequence[Outgoing]) -> None:
        """Send records as they are (for the outbox relay, which keeps bytes); raises as `publish` does."""
