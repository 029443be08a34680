"""Bytes to events: the `ce_type` header names the class, pydantic reads the value; what is skipped is not parsed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from chassis.messaging.canary import Canary
from chassis.messaging.headers import ATTEMPTS, FIRST_FAILED, TYPE, header, number, origin
from chassis.messaging.log import RawRecord
from chassis.messaging.ports import Delivery, Partition, Position, Record
from contracts.event import Event
from contracts.registry import EventClasses

NO_TYPE = "no_type"
UNDECODABLE = "undecodable"


@dataclass(frozen=True, slots=True)
class FailedRecord:
    """A record for the dead letters, with all they need."""

    record: Record
    position: Position
    origin: Position
    attempt: int
    reason: str

    @classmethod
    def of(cls, delivery: Delivery, reason: str) -> FailedRecord:
        """Return the failure of a delivery."""
        return cls(delivery.record, delivery.position, delivery.origin, delivery.attempt, reason)


@dataclass(slots=True)
class Decoded:
    """The result of decoding: deliveries, failures and canaries in order, and how many were left out."""

    deliveries: list[Delivery] = field(default_factory=list)
    failed: list[FailedRecord] = field(default_factory=list)
    skipped: int = 0
    canaries: list[Canary] = field(default_factory=list)


class Decoder:
    """Decodes records of one reader.

    Args:
        classes: The event classes this build knows, by type.
        types: Those of them that are wanted; None means all.
        unknown: Whether a type this build does not know is delivered as a bare `Event`; else it is skipped.
        retry_topics: Topics whose records carry where they first stood.
    """

    def __init__(
        self,
        classes: EventClasses,
        types: Collection[type[Event]] | None = None,
        *,
        unknown: bool = False,
        retry_topics: Collection[str] = (),
    ) -> None:
        self._event_classes = classes
        self._types = None if types is None else frozenset(types)
        self._unknown = unknown
        self._retry_topics = frozenset(retry_topics)
        self._classes: dict[bytes, type[Event] | None] = {}

    def decode(self, partition: Partition, raws: Sequence[RawRecord], into: Decoded) -> None:
        """Add the deliveries and failures of one partition's records."""
        retried = partition.topic in self._retry_topics
        classes = self._classes
        topic, number_ = partition
        deliveries = into.deliveries
        for raw in raws:
            headers = tuple(raw.headers)
            value = raw.value
            if value is None:
                into.skipped += 1
                if (canary := Canary.of(raw)) is not None:
                    into.canaries.append(canary)
                continue
            name = header(headers, TYPE)
            record = Record(raw.key, value, headers, raw.timestamp)
            position = Position(topic, number_, raw.offset)
            if name is None:
                into.failed.append(self._failed(record, position, NO_TYPE))
                continue
            try:
                event_type = classes[name]
            except KeyError:
                event_type = self._remember(name)
            if event_type is None:
                into.skipped += 1
                continue
            try:
                event = event_type.__pydantic_validator__.validate_json(value)
            except ValidationError:
                into.failed.append(self._failed(record, position, UNDECODABLE))
                continue
            if retried:
                attempt = number(headers, ATTEMPTS, 0) + 1
                deliveries.append(Delivery(record, event, position, origin(headers, position), attempt))
            else:
                deliveries.append(Delivery(record, event, position, position, 1))

    def _remember(self, name: bytes) -> type[Event] | None:
        """Look a type up once; names come from our own producers, so there are few."""
        event_class = self._event_classes.get(name.decode("utf-8", "replace"))
        delivered_as = (Event if self._unknown else None) if event_class is None else event_class
        if event_class is not None and self._types is not None and event_class not in self._types:
            delivered_as = None
        if len(self._classes) < 10_000:  # a bound against names made up by a broken producer
            self._classes[name] = delivered_as
        return delivered_as

    def _failed(self, record: Record, position: Position, reason: str) -> FailedRecord:
        attempt = number(record.headers, ATTEMPTS, 0) + 1
        return FailedRecord(record, position, origin(record.headers, position), attempt, reason)


def first_failed_ms(record: Record, now_ms: int) -> int:
    """Return when a record failed for the first time."""
    return number(record.headers, FIRST_FAILED, now_ms)
