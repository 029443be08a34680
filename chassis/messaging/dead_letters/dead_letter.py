"""A dead letter as a value, made from the records of a dead-letter topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chassis.messaging import headers as names
from chassis.messaging.log import RawRecord
from chassis.messaging.ports import Partition, Position, Record


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One record a group could not use. `position` names it, `origin` is where it first stood.

    `record` holds what a customer wrote: show it only to people who may see that, and never log it.
    """

    group: str
    position: Position
    origin: Position
    reason: str
    attempts: int
    first_failed_at: datetime
    dead_at: datetime
    service: str
    brand: str
    event_id: str
    event_type: str
    replayed_at: datetime | None
    record: Record = field(repr=False)


def dead_letters_of(group: str, records: Sequence[tuple[Partition, RawRecord]]) -> list[DeadLetter]:
    """Join the dead letters of a group with the records that note their replay."""
    replayed: dict[Position, datetime] = {}
    for partition, raw in records:
        offset = names.number(raw.headers, names.REPLAYED, -1)
        if offset >= 0:
            replayed[Position(*partition, offset)] = _at(raw.timestamp)
    return [
        _dead_letter(group, partition, raw, replayed)
        for partition, raw in records
        if names.header(raw.headers, names.REPLAYED) is None
    ]


def _dead_letter(group: str, partition: Partition, raw: RawRecord, replayed: dict[Position, datetime]) -> DeadLetter:
    position = Position(*partition, raw.offset)
    return DeadLetter(
        group=group,
        position=position,
        origin=names.origin(raw.headers, position),
        reason=names.text(raw.headers, names.REASON),
        attempts=names.number(raw.headers, names.ATTEMPTS, 0),
        first_failed_at=_at(names.number(raw.headers, names.FIRST_FAILED, raw.timestamp)),
        dead_at=_at(raw.timestamp),
        service=names.text(raw.headers, names.SERVICE),
        brand=names.text(raw.headers, "brand"),
        event_id=names.text(raw.headers, "ce_id"),
        event_type=names.text(raw.headers, names.TYPE),
        replayed_at=replayed.get(position),
        record=Record(raw.key, raw.value, tuple(raw.headers), raw.timestamp),
    )


def _at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
