"""Decides on reports of the brand's own messages: echoes and receipts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from chassis.messaging import Deferred, Delivery
from contracts.channel import EchoObserved, ReceiptReceived
from services.inbox import events
from services.inbox.application.ingest.batch import IngestBatch
from services.inbox.application.ingest.decision import IngestDecision
from services.inbox.application.ingest.messages import conversation_for, written
from services.inbox.application.ingest.people import identify, names_of, without_the_person
from services.inbox.application.sent_replies import reply_sent
from services.inbox.application.timers import clock_timers
from services.inbox.domain import lifecycle
from services.inbox.domain import reply as reply_states
from services.inbox.domain.conversation import ConversationStep
from services.inbox.domain.conversation_clocks import answer, is_first_response, response_seconds
from services.inbox.domain.conversation_record import Summary
from services.inbox.domain.erasure import erased_message
from services.inbox.domain.message import from_elsewhere
from services.inbox.domain.reply import Reply, text_mark
from services.inbox.domain.thread import message_id

ECHO_WINDOW = timedelta(hours=24)  # our own words shown to us later than this are somebody's new message
RECEIPT_TRIES = 3  # a receipt can overtake the record of its sending by the length of one HTTP answer
RECEIPT_WAIT_SECONDS = 5.0


def decide_echo(batch: IngestBatch, _: Delivery, event: EchoObserved) -> IngestDecision:
    """A message of the brand itself: our own reply is settled by it, one from elsewhere is stored as an answer."""
    stored = IngestDecision("stored", seen=(event.id,), cause=event.id)
    id_ = message_id(event.brand, event.integration, event.external_id)
    if (event.brand, id_) in batch.messages:
        return stored  # recorded when it was sent
    reply = _echoed_reply(batch, event)
    if reply is not None:
        return _settled_reply(batch, event, reply, id_, stored)
    return _answer_from_elsewhere(batch, event, id_, stored)


def _answer_from_elsewhere(
    batch: IngestBatch, event: EchoObserved, message: str, stored: IngestDecision
) -> IngestDecision:
    """Store what the brand wrote by another tool; where it spoke first, its message begins the conversation."""
    person = identify(batch, event)
    event = without_the_person(event) if person.forgotten else event
    before, superseded = conversation_for(batch, event, person.id, message)
    opened = before.conversation.version == 0
    step = answer(before.conversation, event.received_at, batch.rules[event.brand].policies)
    after = before.after(step.conversation)
    if opened:
        after = replace(after, summary=Summary(event.contact.name, event.contact.handle)).with_preview(event.text)
    kept = from_elsewhere(written(event, message, "echo"), step.conversation)
    kept = erased_message(kept) if person.forgotten else kept
    announced = events.message_stored(
        event.id,
        step.conversation,
        kept,
        event.received_at,
        opened=opened,
        first=is_first_response(before.conversation),
        response_seconds=response_seconds(step),
    )
    return stored._replace(
        conversations=(*person.superseded, *superseded, after),
        message=kept,
        contacts=person.contacts,
        events=(announced, *events.clock_events(event.id, step, event.received_at)),
    )


def _echoed_reply(batch: IngestBatch, event: EchoObserved) -> Reply | None:
    """The reply this shows us: by the platform's id, else one whose outcome is open with the same words to them."""
    mark, names = text_mark(event.text), names_of(batch, event)
    for name, reply in batch.replies.items():
        if name[0] != event.brand or reply.integration != event.integration:
            continue
        if reply.external_id == event.external_id:
            return reply
        same = batch.marks[name] == mark and reply.contact in names and reply.erased_at is None
        open_ = reply.state in ("claimed", "unknown") or (reply.state == "sent" and reply.external_id is None)
        if same and open_ and event.at - reply.created_at <= ECHO_WINDOW:
            return reply
    return None


def _settled_reply(
    batch: IngestBatch, event: EchoObserved, reply: Reply, message: str, stored: IngestDecision
) -> IngestDecision:
    """Settle a reply whose outcome was unknown: it is out."""
    after = reply_states.observed(reply, event.external_id, event.at)
    if after is reply:
        return stored
    if reply.state in ("sent", "delivered", "read"):
        return stored._replace(replies=(after,))
    sent = reply_sent(
        batch.conversations[reply.brand, reply.conversation],
        after,
        message,
        batch.rules[event.brand].policies,
        cause=event.id,
        sent_at=event.received_at,  # by our own clock, as every promise is judged
        reported_at=event.received_at,
    )
    return stored._replace(
        replies=(after,),
        conversations=(sent.record,),
        message=sent.message,
        events=(sent.delivered, *sent.clock_events(event.id, event.received_at)),
    )


def decide_receipt(batch: IngestBatch, delivery: Delivery, event: ReceiptReceived) -> IngestDecision:
    """The channel reports what became of what we sent; what became of a copy says nothing of the answer."""
    concerned = _concerned(batch, event)
    if not concerned and event.watermark is None and delivery.attempt < RECEIPT_TRIES:
        return IngestDecision(deferred=Deferred(delivery.position, RECEIPT_WAIT_SECONDS, "reply_not_recorded"))
    stored = IngestDecision("stored", seen=(event.id,), cause=event.id)
    for reply in concerned:
        if event.contact.external_id in reply.copy_to:
            continue
        after = reply_states.receipt(reply, event.status, event.error_code, event.at)
        if after is not reply:
            stored = _with_receipt(batch, event, after, stored)
    return stored


def _with_receipt(batch: IngestBatch, event: ReceiptReceived, reply: Reply, stored: IngestDecision) -> IngestDecision:
    """Add a reply's new state; one that failed after it was sent leaves its contact without an answer."""
    reported = {record.name: record for record in stored.conversations}
    name = (reply.brand, reply.conversation)
    record = reported.get(name) or batch.conversations[name]
    step = ConversationStep(record.conversation)
    if reply.state == "failed":
        step = lifecycle.answer_failed(record.conversation, event.received_at, batch.rules[event.brand].policies)
        reported[name] = record.after(step.conversation)
    delivered = events.reply_delivered(event.id, reply, step.conversation, event.received_at, event.status)
    clocks = events.clock_events(f"{event.id}/{reply.id}", step, event.received_at)
    return stored._replace(
        replies=(*stored.replies, reply),
        conversations=tuple(reported.values()),
        timers=(*stored.timers, *clock_timers(step)),
        events=(*stored.events, delivered, *clocks),
    )


def _concerned(batch: IngestBatch, event: ReceiptReceived) -> list[Reply]:
    """One reply by the platform's id, all to this contact up to the watermark, or the newest to them."""
    names = names_of(batch, event)
    until = event.received_at if event.newest else event.watermark
    named, to_them = [], []
    for (brand, _), reply in batch.replies.items():
        if brand != event.brand or reply.integration != event.integration or reply.external_id is None:
            continue
        if reply.external_id == event.external_id:
            named.append(reply)
        elif reply.contact in names and until is not None and reply.sent_at is not None and reply.sent_at <= until:
            to_them.append(reply)
    if event.newest:
        return sorted(to_them, key=lambda reply: (reply.sent_at or until, reply.id))[-1:]
    return named + to_them
