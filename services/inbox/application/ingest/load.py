"""Reads what a batch needs: one round of finds side by side, and a second one only for the rare cases."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from chassis.messaging import Delivery
from contracts.channel import ChannelEvent, EchoObserved, MessageReceived, PayloadUnreadable, ReceiptReceived
from services.inbox.application.ingest.workspace import Workspace, account_key, origin_of
from services.inbox.domain.arrival import Seen
from services.inbox.domain.reply import text_mark
from services.inbox.domain.thread import contact_id, message_id, thread_id
from services.inbox.persistence.unit_of_work import Named, Store

Taken = Sequence[tuple[Delivery, ChannelEvent]]
ByBrand = defaultdict[str, set[str]]

OPEN_STATES = ("claimed", "unknown", "sent")  # of a reply an echo may settle by its words


async def load(store: Store, desk: Workspace, taken: Taken) -> None:
    """Fill the desk for a batch."""
    messages: set[Named] = set()
    seen: set[Named] = set()
    contacts: set[Named] = set()
    threads: ByBrand = defaultdict(set)
    wanted_pending: ByBrand = defaultdict(set)
    replies: list[tuple[str, dict[str, Any]]] = []
    for delivery, event in taken:
        brand = event.brand
        contact = contact_id(brand, event.integration, event.contact.external_id)
        id_ = message_id(brand, event.integration, event.external_id)
        if not isinstance(event, (PayloadUnreadable, ReceiptReceived)):
            messages.add((brand, id_))
        if isinstance(event, MessageReceived):
            contacts.add((brand, contact))
            wanted_pending[brand].add(id_)
        else:
            seen |= {(brand, event.id), (brand, account_key(event.id, delivery))}
        if isinstance(event, (MessageReceived, EchoObserved)):
            rule = desk.directory.threading(brand, event.integration)
            threads[brand].add(thread_id(contact, event.thread, rule))
        replies += _reply_filters(event, contact)
    places = {(delivery.origin.topic, delivery.origin.partition) for delivery, _ in taken}
    found_messages, found_seen, found_contacts, lines, pending, (found_replies, marks) = await asyncio.gather(
        store.messages.get_many(messages),
        store.seen.get_many(seen),
        store.contacts.get_many(contacts),
        store.line_documents(threads),
        store.pending_of(wanted_pending),
        asyncio.gather(store.replies_like(replies), store.counted.load(list(places))),
    )
    desk.marks.update(marks)
    desk.messages.update(found_messages)
    desk.contacts.update(found_contacts)
    _take_seen(desk, found_seen)
    desk.take_lines(lines)
    desk.take_replies(found_replies)
    for row in pending:
        desk.pending.setdefault((row["brand"], row["message"]), []).append(row)
    await _load_more(store, desk, taken)


def _reply_filters(event: ChannelEvent, contact: str) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(event, EchoObserved):
        return [
            (event.brand, {"external_id": event.external_id}),
            (event.brand, {"mark": text_mark(event.text), "state": {"$in": OPEN_STATES}}),
        ]
    if isinstance(event, ReceiptReceived):
        if event.watermark is not None:
            up_to = {"contact": contact, "sent_at": {"$lte": event.watermark}, "state": {"$in": ["sent", "delivered"]}}
            return [(event.brand, up_to)]
        return [(event.brand, {"external_id": event.external_id})]
    return []


def _take_seen(desk: Workspace, found: dict[Named, dict[str, Any]]) -> None:
    for name, row in found.items():
        desk.seen[name] = Seen(row["body_hash"], row["origin"])


async def _load_more(store: Store, desk: Workspace, taken: Taken) -> None:
    """What only changes, replies, duplicates and redeliveries need."""
    conversations = {(brand, message["conversation"]) for (brand, _), message in desk.messages.items()}
    conversations |= {(reply.brand, reply.conversation) for reply in desk.replies.values()}
    conversations -= desk.lines.keys()
    again: set[Named] = set()
    causes: ByBrand = defaultdict(set)
    for delivery, event in taken:
        kept = desk.messages.get((event.brand, message_id(event.brand, event.integration, event.external_id)))
        if isinstance(event, MessageReceived) and kept is not None:
            again.add((event.brand, account_key(event.id, delivery)))
            if kept["origin"] == origin_of(delivery):
                causes[event.brand].add(event.id)
        elif (event.brand, event.id) in desk.seen:
            causes[event.brand] |= {event.id, account_key(event.id, delivery)}
    if conversations:
        desk.take_lines((await store.conversations.get_many(conversations)).values())
    if again:
        _take_seen(desk, await store.seen.get_many(again))
        for brand, key in again & desk.seen.keys():
            causes[brand].add(key)
    if causes:
        desk.take_emissions(await store.emitted(causes))
