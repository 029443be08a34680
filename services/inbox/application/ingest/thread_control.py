"""Decides on who holds a private thread: as the platform says it, or as a message shows by the line it came on."""

from __future__ import annotations

from dataclasses import replace

from chassis.messaging import Delivery
from contracts.channel import MessageReceived, ThreadControlChanged
from services.inbox import events
from services.inbox.application.ingest.batch import IngestBatch
from services.inbox.application.ingest.decision import IngestDecision
from services.inbox.application.ingest.people import contact_of
from services.inbox.application.timers import clock_timers
from services.inbox.domain.contact import Contact, Profile
from services.inbox.domain.conversation import Conversation, ConversationStep
from services.inbox.domain.thread import thread_id
from services.inbox.domain.thread_control import Control, changed, heard


def decide_control(batch: IngestBatch, _: Delivery, event: ThreadControlChanged) -> IngestDecision:
    """The thread is ours or another app's; without a conversation yet it is kept beside the contact."""
    stored = IngestDecision("stored", seen=(event.id,), cause=event.id)
    contact, control = contact_of(batch, event), Control(event.is_ours, event.at)
    rule = batch.directory.threading(event.brand, event.integration)
    record = batch.newest_of(event.brand, thread_id(contact, None, rule))
    if record is None:
        return stored._replace(contacts=_kept_for_later(batch, event, contact, control))
    step = changed(record.conversation, control, event.received_at, batch.rules[event.brand].policies)
    return stored._replace(
        conversations=(record.after(step.conversation),),
        timers=clock_timers(step),
        events=tuple(events.clock_events(event.id, step, event.received_at)),
    )


def _kept_for_later(
    batch: IngestBatch, event: ThreadControlChanged, contact: str, control: Control
) -> tuple[Contact, ...]:
    known = batch.people(event.brand).get(contact)
    if known is not None and known.erasure is not None:
        return ()
    if known is not None and known.control is not None and control.at < known.control.at:
        return ()
    if known is None:
        seen = event.contact
        profile = Profile(seen.name, seen.handle, seen.reach, seen.language)
        known = Contact(
            event.brand, contact, event.integration, event.channel, seen.external_id, event.received_at, profile
        )
    return (replace(known, control=control),)


def heard_with(batch: IngestBatch, event: MessageReceived, before: Conversation) -> ConversationStep:
    """The conversation with what a message says of its thread: on standby it is another app's, else it is ours.

    A public message says nothing of it. A new conversation begins with what was told before it.
    """
    if event.visibility == "public":
        return ConversationStep(before)
    policies = batch.rules[event.brand].policies
    known = batch.people(event.brand).get(before.contact)
    if before.version == 0 and known is not None and known.control is not None:
        before = replace(before, standby=not known.control.is_ours, control_at=known.control.at)
    return heard(before, Control(not event.standby, event.at), event.received_at, policies)
