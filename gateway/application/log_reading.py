"""Readings of the log for streams: from one position to another, and the live records they want."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping

from chassis.messaging import Partition, RawRecord, Scanner
from chassis.messaging.headers import TYPE, text
from gateway.application.subscription import StreamFrame, Subscription
from gateway.domain.position import encode
from gateway.domain.streams import StreamFilter

BRAND = "brand"  # the header every event carries
POLL_RECORDS = 1_000
POLL_SECONDS = 0.5


def records_between(at: Mapping[Partition, int], target: Mapping[Partition, int]) -> int:
    """How many records lie between two places."""
    return sum(max(0, target[partition] - offset) for partition, offset in at.items())


def subject_of(record: RawRecord) -> str:
    """The subject in a record's key, which is brand and subject."""
    return (record.key or b"").decode(errors="replace").partition("/")[2]


def takes(brand: str, filter_: StreamFilter, record: RawRecord) -> str | None:
    """The event's type when a stream wants this record, else None."""
    if record.value is None or text(record.headers, BRAND) != brand:
        return None
    event_type = text(record.headers, TYPE)
    return event_type if filter_.takes(event_type, subject_of(record)) else None


async def read(
    scanner: Scanner,
    at: dict[Partition, int],
    target: dict[Partition, int],
    order: list[Partition],
    subscription: Subscription,
) -> AsyncGenerator[StreamFrame, None]:
    """Read from `at`, which moves along, up to `target`; return what the subscription wants with its positions."""
    while records_between(at, target) > 0:
        fetched = await scanner.poll(POLL_RECORDS, POLL_SECONDS)
        for partition, records in fetched.items():
            for record in records:
                if not at[partition] <= record.offset < target[partition]:
                    continue
                at[partition] = record.offset + 1
                event_type = takes(subscription.brand, subscription.filter, record)
                if event_type is not None and record.value is not None:
                    yield StreamFrame(event_type, encode([at[each] for each in order]), record.value)
        for partition in at:
            at[partition] = max(at[partition], min(scanner.position(partition), target[partition]))
    scanner.seek(at)  # back over what was fetched beyond the target


def position_above(subscription: Subscription, offsets: list[int]) -> str:
    """The position of a stream that came with a later one than ours in some partitions."""
    floor = subscription.floor or offsets
    if all(offset >= floor_offset for offset, floor_offset in zip(offsets, floor, strict=True)):
        subscription.floor = None
        return encode(offsets)
    return encode([max(pair) for pair in zip(offsets, floor, strict=True)])


def offer(subscriptions: Collection[Subscription] | None, place: int, record: RawRecord, offsets: list[int]) -> None:
    """Give a live record to the subscriptions of its brand that want it and have not had it."""
    if not subscriptions or record.value is None:
        return
    event_type = text(record.headers, TYPE)
    subject = subject_of(record)
    plain: StreamFrame | None = None
    for subscription in list(subscriptions):
        if not subscription.filter.takes(event_type, subject) or subscription.knows(place, record.offset):
            continue
        if subscription.floor is not None:
            subscription.offer(StreamFrame(event_type, position_above(subscription, offsets), record.value))
            continue
        plain = plain or StreamFrame(event_type, encode(offsets), record.value)
        subscription.offer(plain)
