"""Decides on what happens to messages afterwards: edits, deletions and reactions, also those that come too early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chassis.messaging import Delivery
from contracts.channel import MessageDeleted, MessageEdited, ReactionChanged
from services.inbox import events
from services.inbox.application.ingest.batch import IngestBatch
from services.inbox.application.ingest.decision import NOTHING, IngestDecision
from services.inbox.application.ingest.people import contact_of, names_of
from services.inbox.application.records import MessageChange, PendingChange, SaidReaction
from services.inbox.application.takeovers import silenced
from services.inbox.application.timers import clock_timers
from services.inbox.domain import conversation_triage, lifecycle
from services.inbox.domain.enrichment import enrich, facts_of
from services.inbox.domain.message import Message, is_newer_text
from services.inbox.domain.reaction import Reaction, with_reaction
from services.inbox.domain.thread import message_id
from services.inbox.domain.triage import decide as triage_of


def decide_change(batch: IngestBatch, _: Delivery, event: MessageChange) -> IngestDecision:
    """A first edit, deletion or reaction; it waits where its message has not come yet."""
    id_ = message_id(event.brand, event.integration, event.external_id)
    message = batch.messages.get((event.brand, id_))
    if message is None:
        waiting = PendingChange(id_, event, batch.now)
        return IngestDecision("stored", seen=(event.id,), pending=waiting)
    return _effect(batch, event, message, event.id)._replace(outcome="stored", seen=(event.id,))


def decide_early_change(batch: IngestBatch, event: MessageChange, cause: str) -> IngestDecision:
    """A change that came before its message, which event `cause` has brought now; it was counted when it came."""
    id_ = message_id(event.brand, event.integration, event.external_id)
    return _effect(batch, event, batch.messages[event.brand, id_], cause)._replace(settled=event.id)


def in_order_of_the_source(waiting: Sequence[PendingChange]) -> list[MessageChange]:
    """Changes that came too early, as the platform orders them."""
    return sorted((each.event for each in waiting), key=lambda event: (event.at, getattr(event, "revision", 0)))


def _effect(batch: IngestBatch, event: MessageChange, message: Message, cause: str) -> IngestDecision:
    if isinstance(event, ReactionChanged):
        return _reaction(batch, event, message)
    if message.state != "kept":
        return NOTHING
    if isinstance(event, MessageDeleted):
        return _deletion(batch, event, message, cause)
    return _edit(batch, event, message, cause)


def _reaction(batch: IngestBatch, event: ReactionChanged, message: Message) -> IngestDecision:
    word, names = Reaction(contact_of(batch, event), event.reaction, event.at), names_of(batch, event)
    reactions = with_reaction(message.reactions, word, names)
    if reactions is message.reactions:
        return NOTHING
    said = SaidReaction(event.brand, message.id, word, names)
    return IngestDecision(message=replace(message, reactions=reactions), reaction=said)


def _deletion(batch: IngestBatch, event: MessageDeleted, message: Message, cause: str) -> IngestDecision:
    """The message without its words; it stays itself, because clocks and counts were made of it."""
    deleted = replace(message, state="deleted", text="", quoted="", edited_at=event.at)
    record = batch.conversations[event.brand, message.conversation]
    record = record.after(lifecycle.touch(record.conversation).conversation)
    if record.conversation.last_inbound == message.id:
        record = record.with_preview("")
    changed = events.message_changed(cause, event.id, record.conversation, deleted, event.received_at)
    return IngestDecision(conversations=(record,), message=deleted, cause=cause, events=(changed,))


def _edit(batch: IngestBatch, event: MessageEdited, message: Message, cause: str) -> IngestDecision:
    """The text is read and triaged anew; an edit that the platform made before the stored one changes nothing."""
    if not is_newer_text(message, event.at, event.revision):
        return NOTHING
    record = batch.conversations[event.brand, message.conversation]
    edited = replace(message, text=event.text, edited_at=event.at, revision=event.revision)
    if message.direction == "outbound":
        step = lifecycle.touch(record.conversation)
    else:
        rules = batch.rules[event.brand]
        read = enrich(event.text, event.contact.language, event.contact.reach, batch.detect, rules.find_terms)
        facts = facts_of(
            read,
            channel=message.channel,
            visibility=message.visibility,
            automated=message.automated,
            first=record.conversation.inbound <= 1,
            has_text=bool(event.text.strip()),
        )
        triage = triage_of(facts, rules.triage)
        edited = replace(edited, enrichment=read, triage=triage)
        step = conversation_triage.edit_triage(
            record.conversation, triage, read.topics, event.received_at, rules.policies
        )
        step = silenced(step, rules)
    record = record.after(step.conversation)
    if record.conversation.last_inbound == message.id:
        record = record.with_preview(event.text)
    changed = events.message_changed(cause, event.id, record.conversation, edited, event.received_at)
    clocks = events.clock_events(f"{cause}/{event.id}", step, event.received_at)
    return IngestDecision(
        conversations=(record,), message=edited, timers=clock_timers(step), cause=cause, events=(changed, *clocks)
    )
