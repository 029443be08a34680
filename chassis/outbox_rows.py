"""Rows of the outbox: the form in which they are stored, and the parts in which they are written and sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chassis.messaging.ports import Outgoing
from chassis.mongo import Document
from contracts.registry import EVENT_CLASSES

RECORDS = 500  # in one row and in one send, which has to be acknowledged in time
ROW_BYTES = 250_000  # of the records in one row


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """The events of one transaction, or a part of very many, as the records they become in the log."""

    id: str
    records: tuple[Outgoing, ...]


def in_sends(rows: Sequence[OutboxRow]) -> Iterator[list[OutboxRow]]:
    """Rows in order, of RECORDS together at most."""
    part: list[OutboxRow] = []
    records = 0
    for row in rows:
        if part and records + len(row.records) > RECORDS:
            yield part
            part, records = [], 0
        part.append(row)
        records += len(row.records)
    if part:
        yield part


def in_rows(records: Sequence[Outgoing]) -> Iterator[list[Outgoing]]:
    """Parts of about ROW_BYTES and of RECORDS at most, in order."""
    part: list[Outgoing] = []
    size = 0
    for record in records:
        length = len(record.value or b"")
        if part and (size + length > ROW_BYTES or len(part) == RECORDS):
            yield part
            part, size = [], 0
        part.append(record)
        size += length
    yield part


def stored(record: Outgoing) -> Document:
    """A record as a row holds it."""
    return {
        "topic": record.topic,
        "key": record.key,
        "value": record.value,
        "headers": [{"name": name, "value": value} for name, value in record.headers],
    }


def records_of(row: Document) -> tuple[Outgoing, ...]:
    """The records of a stored row."""
    if "records" not in row:  # written by an older build, one event a row
        return (Outgoing.of(EVENT_CLASSES[row["type"]].model_validate_json(row["body"])),)
    return tuple(
        Outgoing(
            each["topic"],
            each["key"],
            each["value"],
            tuple((header["name"], header["value"]) for header in each["headers"]),
        )
        for each in row["records"]
    )
