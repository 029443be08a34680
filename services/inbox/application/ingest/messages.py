"""Takes in messages from contacts: dedupe, thread, read, triage, clocks."""

from __future__ import annotations

from chassis.messaging import Delivery
from contracts.channel import MessageReceived
from services.inbox import events as facts
from services.inbox.application.ingest import changes as edits
from services.inbox.application.ingest.workspace import Workspace, origin_of
from services.inbox.domain import conversation as life
from services.inbox.domain.arrival import Seen, fate_of
from services.inbox.domain.conversation import Conversation, Inbound
from services.inbox.domain.enrichment import Enrichment, enrich, facts_of
from services.inbox.domain.thread import contact_id, conversation_id, message_id, thread_id
from services.inbox.domain.triage import Decision, decide
from services.inbox.domain.words import search_words
from services.inbox.persistence.documents import (
    PREVIEW_CHARACTERS,
    Document,
    Face,
    Line,
    decision_document,
    enrichment_document,
    place_of,
)


def take_message(desk: Workspace, delivery: Delivery, event: MessageReceived) -> None:
    """Take in one message."""
    id_ = message_id(event.brand, event.integration, event.external_id)
    kept = desk.messages.get((event.brand, id_))
    if kept is not None:
        _take_again(desk, delivery, event, id_, kept)
        return
    contact = take_contact(desk, event)
    line, opened = _line_for(desk, event, contact, id_)
    rules = desk.rules[event.brand]
    read = enrich(event.text, event.contact.language, event.contact.reach, desk.detect, rules.find_terms)
    looked_at = facts_of(
        read,
        channel=event.channel,
        visibility=event.visibility,
        automated=event.automated,
        first=line.conversation.inbound == 0,
        has_text=bool(event.text.strip()),
    )
    made = decide(looked_at, rules.triage)
    inbound = Inbound(id_, event.received_at, read.language, read.topics, event.automated)
    step = life.receive(line.conversation, inbound, made, rules.policies)
    line.conversation = step.conversation
    line.face = Face(event.contact.name, event.contact.handle, event.text[:PREVIEW_CHARACTERS])
    desk.keep_line(line)
    message = _document(event, delivery, id_, line, read, made)
    desk.messages[(event.brand, id_)] = message
    desk.changes.new_messages[(event.brand, id_)] = message
    desk.set_clock_timer(step)
    desk.count(delivery, event, "stored")
    stored = facts.message_stored(
        event.id,
        step.conversation,
        message,
        at=event.received_at,
        read=facts.enrichment(read),
        made=facts.triage(made),
        opened=opened,
        reopened=step.reopened,
    )
    desk.emit(event.id, [stored, *facts.clock_events(event.id, step, event.received_at, stored.conversation)])
    edits.apply_pending(desk, event, id_)


def _take_again(desk: Workspace, delivery: Delivery, event: MessageReceived, id_: str, kept: Document) -> None:
    seen = Seen(kept["body_hash"], kept["origin"])
    fate = fate_of(event.body_hash, origin_of(delivery), seen)
    if fate == "redelivered":
        desk.emit_again(event.brand, event.id)
    elif fate == "conflict":
        desk.audit_conflict(delivery, event, id_, seen)
        desk.account(delivery, event, "conflict", "other_body")
    else:
        desk.account(delivery, event, "duplicate")


def take_contact(desk: Workspace, event: MessageReceived) -> str:
    """Know the contact; written only when new or changed, never for a message alone."""
    id_ = contact_id(event.brand, event.integration, event.contact.external_id)
    known = desk.contacts.get((event.brand, id_))
    person = event.contact
    told = {
        "name": person.name or (known or {}).get("name"),
        "handle": person.handle or (known or {}).get("handle"),
        "reach": person.reach if person.reach is not None else (known or {}).get("reach"),
        "language": person.language or (known or {}).get("language"),
    }
    if known is not None and all(known.get(name) == value for name, value in told.items()):
        return id_
    document: Document = {
        "integration": event.integration,
        "channel": event.channel,
        "external_id": person.external_id,
        "first_seen_at": known["first_seen_at"] if known is not None else event.received_at,
        **told,
        "words": search_words(f"{told['name'] or ''} {told['handle'] or ''}"),
    }
    desk.contacts[(event.brand, id_)] = document
    desk.changes.contacts[(event.brand, id_)] = document
    return id_


def _line_for(desk: Workspace, event: MessageReceived, contact: str, message: str) -> tuple[Line, bool]:
    """The conversation the message belongs to, and whether it is opened by it."""
    rule = desk.directory.threading(event.brand, event.integration)
    thread = thread_id(contact, event.thread, rule)
    newest = desk.threads.get((event.brand, thread))
    if newest is not None:
        if rule.continues(newest.conversation.resolved_at, event.received_at):
            return newest, False
        newest.conversation = life.supersede(newest.conversation)
        desk.keep_line(newest)
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
    )
    line = Line(conversation)
    desk.threads[(event.brand, thread)] = line
    return line, True


def _document(
    event: MessageReceived, delivery: Delivery, id_: str, line: Line, read: Enrichment, made: Decision
) -> Document:
    return {
        "id": id_,
        "conversation": line.conversation.id,
        "contact": line.conversation.contact,
        "integration": event.integration,
        "channel": event.channel,
        "direction": "inbound",
        "external_id": event.external_id,
        "event": event.id,
        "body_hash": event.body_hash,
        "origin": origin_of(delivery),
        "text": event.text,
        "state": "kept",
        "sent_at": event.at,
        "place": place_of(event.at, line.conversation.version),
        "received_at": event.received_at,
        "visibility": event.visibility,
        "thread_of": event.thread,
        "reply_to": event.reply_to,
        "subject_line": event.subject_line,
        "automated": event.automated,
        "truncated": event.truncated,
        "attachments": [each.model_dump(exclude_none=True) for each in event.attachments],
        "revision": 0,
        "edited_at": None,
        "enrichment": enrichment_document(read),
        "triage": decision_document(made),
        "words": search_words(event.text),
    }
