"""Reads what a batch needs: one round of reads side by side, and a second one only for the rare cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from chassis.messaging import Delivery
from contracts.channel import (
    ChannelEvent,
    ContactMoved,
    EchoObserved,
    MessageReceived,
    PayloadUnreadable,
    ReceiptReceived,
    ThreadControlChanged,
)
from services.inbox.application.directory import Directory
from services.inbox.application.ingest.batch import IngestBatch, account_key, origin_of
from services.inbox.application.ingest.load_people import (
    WITH_THREAD,
    WITHOUT_CONTACT,
    external_ids,
    load_people,
    platform_thread,
)
from services.inbox.application.ports import (
    Batches,
    BatchRequest,
    OpenReplyWithMark,
    RepliesSentUntil,
    ReplyQuery,
    ReplyWithId,
)
from services.inbox.application.records import Named
from services.inbox.domain.reply import text_mark
from services.inbox.domain.thread import contact_id, message_id, thread_id

WITHOUT_MESSAGE = (PayloadUnreadable, ReceiptReceived, ContactMoved, ThreadControlChanged)
"""Events that concern no stored message."""
Received = Sequence[tuple[Delivery, ChannelEvent]]


async def load(store: Batches, batch: IngestBatch, received: Received) -> None:
    """Fill the state of a batch."""
    records = await store.read(request_of(received, batch.directory))
    batch.offsets.update(records.offsets)
    batch.messages.update(records.messages)
    batch.take_contacts(records.contacts)
    batch.seen.update(records.seen)
    for record in records.conversations:
        batch.take_conversation(record)
    batch.take_replies(records.replies)
    for pending in records.pending:
        batch.pending.setdefault((pending.event.brand, pending.message), []).append(pending)
    await load_people(store, batch, received)
    await _load_more(store, batch, received)


def request_of(received: Received, directory: Directory) -> BatchRequest:
    """The reads that the events of a batch need."""
    request = BatchRequest()
    for delivery, event in received:
        brand = event.brand
        contacts = [contact_id(brand, event.integration, each) for each in external_ids(event)]
        contact = contacts[0]
        id_ = message_id(brand, event.integration, event.external_id)
        if not isinstance(event, WITHOUT_MESSAGE):
            request.messages.add((brand, id_))
        if not isinstance(event, WITHOUT_CONTACT):
            request.contacts |= {(brand, each) for each in contacts}
        if isinstance(event, MessageReceived):
            request.pending.setdefault(brand, set()).add(id_)
        else:
            request.seen |= {(brand, event.id), (brand, account_key(event.id, delivery))}
        if isinstance(event, WITH_THREAD):
            rule = directory.threading(brand, event.integration)
            request.threads.setdefault(brand, set()).add(thread_id(contact, platform_thread(event), rule))
        if isinstance(event, (MessageReceived, EchoObserved)):
            request.messages |= {(brand, message_id(brand, event.integration, each)) for each in event.references}
        request.replies += _reply_queries(event, contact)
        request.partitions.add((delivery.origin.topic, delivery.origin.partition))
    return request


def _reply_queries(event: ChannelEvent, contact: str) -> list[ReplyQuery]:
    if isinstance(event, EchoObserved):
        return [
            ReplyWithId(event.brand, event.external_id),
            OpenReplyWithMark(event.brand, text_mark(event.text)),
        ]
    if isinstance(event, ReceiptReceived):
        if event.newest:
            return [RepliesSentUntil(event.brand, contact, event.received_at)]
        if event.watermark is not None:
            return [RepliesSentUntil(event.brand, contact, event.watermark)]
        return [ReplyWithId(event.brand, event.external_id)]
    return []


async def _load_more(store: Batches, batch: IngestBatch, received: Received) -> None:
    """Read the state that only changes, replies, duplicates and redeliveries need."""
    conversations = {(brand, message.conversation) for (brand, _), message in batch.messages.items()}
    conversations |= {(reply.brand, reply.conversation) for reply in batch.replies.values()}
    conversations -= batch.conversations.keys()
    again: set[Named] = set()
    causes: defaultdict[str, set[str]] = defaultdict(set)
    for delivery, event in received:
        stored = batch.messages.get((event.brand, message_id(event.brand, event.integration, event.external_id)))
        if isinstance(event, MessageReceived) and stored is not None:
            again.add((event.brand, account_key(event.id, delivery)))
            if stored.origin == origin_of(delivery):
                causes[event.brand].add(event.id)
        elif (event.brand, event.id) in batch.seen:
            causes[event.brand] |= {event.id, account_key(event.id, delivery)}
    if conversations:
        for record in (await store.conversations(conversations)).values():
            batch.take_conversation(record)
    await _load_newest_of_superseded(store, batch)
    if again:
        batch.seen.update(await store.seen(again))
        for brand, key in again & batch.seen.keys():
            causes[brand].add(key)
    if causes:
        batch.emissions.update(await store.emissions(causes))


async def _load_newest_of_superseded(store: Batches, batch: IngestBatch) -> None:
    """Read the conversations that have taken the place of those whose messages are answered here."""
    threads: defaultdict[str, set[str]] = defaultdict(set)
    for (brand, _), record in batch.conversations.items():
        if (brand, record.conversation.thread) not in batch.newest:
            threads[brand].add(record.conversation.thread)
    if threads:
        for record in (await store.read(BatchRequest(threads=threads))).conversations:
            batch.take_conversation(record)
