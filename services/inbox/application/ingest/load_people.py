"""Reads what is needed where people have several ids: the contacts that records lead to, and their conversations."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.messaging import Delivery
from contracts.channel import (
    ChannelEvent,
    ContactMoved,
    EchoObserved,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PayloadUnreadable,
    ReceiptReceived,
    ThreadControlChanged,
)
from services.inbox.application.ingest.batch import IngestBatch
from services.inbox.application.ingest.people import ids_of, records_of
from services.inbox.application.ports import Batches, BatchRequest, RepliesSentUntil
from services.inbox.application.records import Named
from services.inbox.domain.contact import led_to
from services.inbox.domain.thread import contact_id, thread_id

WITHOUT_CONTACT = (PayloadUnreadable, MessageEdited, MessageDeleted)
"""Events whose decision does not ask who they come from."""


WITH_THREAD = (MessageReceived, EchoObserved, ContactMoved, ThreadControlChanged)
"""Events whose decision asks for the newest conversation of a thread."""


def platform_thread(event: ChannelEvent) -> str | None:
    """The platform's thread an event names; None is the contact's private line."""
    return event.thread if isinstance(event, (MessageReceived, EchoObserved)) else None


def external_ids(event: ChannelEvent) -> tuple[str, ...]:
    """Every id of the platform that an event names people by, the one it is named by first."""
    now = ids_of(event.now) if isinstance(event, ContactMoved) else ()
    return (*ids_of(event.contact), *now)


async def load_people(store: Batches, batch: IngestBatch, received: Sequence[tuple[Delivery, ChannelEvent]]) -> None:
    """Follow records to the contacts they lead to, then read the conversations of everybody who may be one of them.

    Nothing is read where every event names its contact by one id that leads nowhere, which is the common case.
    """
    events = [event for _, event in received if not isinstance(event, WITHOUT_CONTACT)]
    asked: set[Named] = set()
    while wanted := _wanted(batch, events) - asked:
        asked |= wanted
        batch.take_contacts((await store.read(BatchRequest(contacts=wanted))).contacts)
    request = _of_people(batch, events)
    if request.threads or request.replies:
        records = await store.read(request)
        for record in records.conversations:
            batch.take_conversation(record)
        batch.take_replies(records.replies)


def _records(batch: IngestBatch, event: ChannelEvent) -> list[str]:
    records = records_of(batch, event, event.contact)
    return [*records, *records_of(batch, event, event.now)] if isinstance(event, ContactMoved) else records


def _wanted(batch: IngestBatch, events: Sequence[ChannelEvent]) -> set[Named]:
    """Records that others lead to, and that are not read yet."""
    wanted = set()
    for event in events:
        people = batch.people(event.brand)
        plain = {contact_id(event.brand, event.integration, each) for each in external_ids(event)}
        for record in _records(batch, event):
            wanted |= {(event.brand, each) for each in {record, led_to(people, record)} - plain if each not in people}
    return wanted


def _of_people(batch: IngestBatch, events: Sequence[ChannelEvent]) -> BatchRequest:
    """The threads and replies of all contacts that the events of this batch may join."""
    joined: dict[Named, set[str]] = {}
    for event in events:
        people = batch.people(event.brand)
        records = _records(batch, event)
        ids = {*records, *(led_to(people, each) for each in records)}
        if ids == {contact_id(event.brand, event.integration, event.contact.external_id)}:
            continue
        group = ids.union(*(joined.get((event.brand, each), ()) for each in ids))
        joined.update(((event.brand, each), group) for each in group)
    request = BatchRequest()
    for event in events if joined else ():
        group = joined.get((event.brand, _records(batch, event)[0]), set())
        if isinstance(event, WITH_THREAD) and group:
            rule = batch.directory.threading(event.brand, event.integration)
            thread = platform_thread(event)
            request.threads.setdefault(event.brand, set()).update(thread_id(each, thread, rule) for each in group)
        if isinstance(event, ReceiptReceived) and event.watermark is not None:
            request.replies += [RepliesSentUntil(event.brand, each, event.watermark) for each in sorted(group)]
    return request
