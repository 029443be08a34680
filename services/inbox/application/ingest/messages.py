"""Decides on messages from contacts: thread, read, triage, clocks."""

from __future__ import annotations

from dataclasses import replace

from chassis.messaging import Delivery
from contracts.channel import EchoObserved, MessageReceived
from services.inbox import events
from services.inbox.application.ingest.batch import IngestBatch, origin_of
from services.inbox.application.ingest.decision import IngestDecision
from services.inbox.application.ingest.people import identify, without_the_person
from services.inbox.application.ingest.thread_control import heard_with
from services.inbox.application.takeovers import silenced
from services.inbox.application.timers import clock_timers
from services.inbox.domain import lifecycle
from services.inbox.domain.contact import led_to
from services.inbox.domain.conversation import Conversation, Inbound
from services.inbox.domain.conversation_record import PREVIEW_CHARACTERS, ConversationRecord, Summary
from services.inbox.domain.enrichment import enrich, facts_of
from services.inbox.domain.erasure import erased_message
from services.inbox.domain.message import ChannelMessage, MessageAttachment, from_contact
from services.inbox.domain.thread import conversation_id, message_id, thread_id
from services.inbox.domain.thread_control import joined
from services.inbox.domain.triage import decide as triage_of


def decide_message(batch: IngestBatch, delivery: Delivery, event: MessageReceived) -> IngestDecision:
    """A message that was not stored before."""
    id_ = message_id(event.brand, event.integration, event.external_id)
    person = identify(batch, event)
    event = without_the_person(event) if person.forgotten else event
    record, superseded = conversation_for(batch, event, person.id, id_)
    rules = batch.rules[event.brand]
    read = enrich(event.text, event.contact.language, event.contact.reach, batch.detect, rules.find_terms)
    facts = facts_of(
        read,
        channel=event.channel,
        visibility=event.visibility,
        automated=event.automated,
        first=record.conversation.inbound == 0,
        has_text=bool(event.text.strip()),
    )
    triage = triage_of(facts, rules.triage)
    known = batch.people(event.brand).get(person.id)
    reach = read.reach if read.reach is not None or known is None else known.profile.reach
    inbound = Inbound(id_, event.received_at, read.language, read.topics, event.automated, reach)
    opened = record.conversation.version == 0
    control = heard_with(batch, event, record.conversation)
    step = joined(control, lifecycle.receive(control.conversation, inbound, triage, rules.policies))
    step = silenced(step, rules)
    summary = _summary(record.summary, event)
    message = from_contact(written(event, id_, origin_of(delivery)), step.conversation, read, triage)
    message = erased_message(message) if person.forgotten else message
    stored = events.message_stored(
        event.id, step.conversation, message, event.received_at, opened=opened, woken=step.reopened
    )
    return IngestDecision(
        "stored",
        conversations=(*person.superseded, *superseded, ConversationRecord(step.conversation, summary, record.read)),
        message=message,
        contacts=person.contacts,
        timers=clock_timers(step),
        cause=event.id,
        events=(stored, *events.clock_events(event.id, step, event.received_at, stored.conversation)),
    )


def _summary(before: Summary, event: MessageReceived) -> Summary:
    """The summary with the message in; what a channel leaves out of a contact stays as it was."""
    contact = event.contact
    return Summary(
        contact.name or before.contact_name,
        contact.handle or before.contact_handle,
        event.text[:PREVIEW_CHARACTERS],
    )


def written(event: MessageReceived | EchoObserved, id_: str, origin: str) -> ChannelMessage:
    """The message a channel reports, as a value of the domain."""
    inbound = event if isinstance(event, MessageReceived) else None
    return ChannelMessage(
        id=id_,
        external_id=event.external_id,
        event=event.id,
        body_hash=event.body_hash,
        origin=origin,
        text=event.text,
        sent_at=event.at,
        received_at=event.received_at,
        visibility=event.visibility,
        thread=event.thread,
        reply_to=event.reply_to,
        subject_line=event.subject_line,
        automated=inbound is not None and inbound.automated,
        truncated=inbound is not None and inbound.truncated,
        quoted=event.quoted,
        garbled=event.garbled,
        copied_to=inbound.copied_to if inbound is not None else (),
        attachments=tuple([MessageAttachment(**each.model_dump()) for each in event.attachments]),
    )


def conversation_for(
    batch: IngestBatch, event: MessageReceived | EchoObserved, contact: str, message: str
) -> tuple[ConversationRecord, tuple[ConversationRecord, ...]]:
    """The conversation the message belongs to, a new one at version 0, and the one that a new one supersedes."""
    rule = batch.directory.threading(event.brand, event.integration)
    thread = _answered_thread(batch, event, contact) or thread_id(contact, event.thread, rule)
    newest = batch.newest_of(event.brand, thread)
    superseded: tuple[ConversationRecord, ...] = ()
    if newest is not None:
        if rule.continues(newest.conversation.resolved_at, event.received_at):
            return _joining(newest, event), ()
        superseded = (newest.after(lifecycle.supersede(newest.conversation)),)
    conversation = Conversation(
        brand=event.brand,
        id=conversation_id(thread, message),
        thread=thread,
        contact=contact,
        integration=event.integration,
        channel=event.channel,
        opened_by=message,
        opened_at=event.received_at,
        visibility=event.visibility,
        all_public=event.visibility == "public",
    )
    return ConversationRecord(conversation), superseded


def _joining(record: ConversationRecord, event: MessageReceived | EchoObserved) -> ConversationRecord:
    """The conversation with what joins it: one private message, and it is not for everybody any more."""
    if event.visibility == "public" or not record.conversation.all_public:
        return record
    return record.after(replace(record.conversation, all_public=False))


def _answered_thread(batch: IngestBatch, event: MessageReceived | EchoObserved, contact: str) -> str | None:
    """The thread of the nearest message that this one says it answers, as far as it is of the same contact.

    Anybody can name the message of somebody else: that joins them to nothing.
    """
    for reference in event.references:
        answered = batch.messages.get((event.brand, message_id(event.brand, event.integration, reference)))
        if answered is not None and led_to(batch.people(event.brand), answered.contact) == contact:
            return batch.conversations[event.brand, answered.conversation].conversation.thread
    return None
