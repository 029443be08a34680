"""Decides on imported conversations: stored as ended ones, with the messages that are not there yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from services.inbox.application.importing.batch import ImportBatch
from services.inbox.application.importing.contacts import OTHER_CONTENT
from services.inbox.domain.contact import Contact, led_to
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.conversation_record import ConversationRecord, Summary
from services.inbox.domain.imported import (
    ImportedConversation,
    ImportedMessage,
    content_of_conversation,
    content_of_message,
    imported_conversation_id,
    imported_message_id,
    imported_thread_id,
)
from services.inbox.domain.imported_from import ImportedFrom
from services.inbox.domain.imports import Became, ImportFault, ItemOutcome, ItemTally
from services.inbox.domain.message import Message, sort_key

CLOCKS_APART = timedelta(hours=1)  # the other tool's clock may run ahead a little
UNKNOWN_CONTACT = ImportFault(("contact",), "was not imported yet", "unknown_contact")
ERASED_CONTACT = ImportFault(("contact",), "was erased here since it was imported", "erased_contact")
IN_FUTURE = ImportFault(("sent_at",), "lies in the future", "in_future")
BY_IMPORT = "import"  # who resolved an imported conversation: it came as an ended one


def decide_conversation(batch: ImportBatch, item: ImportedConversation) -> ItemOutcome:
    """Store a conversation, or add to it what it did not have."""
    content = content_of_conversation(item)
    mark = batch.mark_of("conversation", item.external_id)
    if mark is not None and mark.content != content:
        return _refused(item, OTHER_CONTENT, "conflict", mark.record)
    of_contact = batch.mark_of("contact", item.contact)
    contact = batch.contacts.get(led_to(batch.contacts, of_contact.record)) if of_contact is not None else None
    if contact is None:
        return _refused(item, UNKNOWN_CONTACT, "rejected", None)
    if contact.erasure is not None:
        return _refused(item, ERASED_CONTACT, "rejected", None)
    for number, message in enumerate(item.messages):
        if message.sent_at > batch.now + CLOCKS_APART:
            return _refused(item, replace(IN_FUTURE, path=("messages", number, "sent_at")), "rejected", None)
    before = batch.conversations[mark.record] if mark is not None else _begun(batch, item, contact)
    new, tally, faults = _told_apart(batch, item)
    if new:
        batch.write_conversation(_with_messages(batch, item, before, new))
    if mark is None:
        batch.remember("conversation", item.external_id, content, before.conversation.id)
    became: Became = "conflict" if faults else "duplicate" if mark is not None else "stored"
    return ItemOutcome("conversation", item.external_id, became, before.conversation.id, tally, faults)


def _refused(item: ImportedConversation, fault: ImportFault, became: Became, record: str | None) -> ItemOutcome:
    messages = ItemTally(rejected=len(item.messages))
    return ItemOutcome("conversation", item.external_id, became, record, messages, (fault,))


def _begun(batch: ImportBatch, item: ImportedConversation, contact: Contact) -> ConversationRecord:
    owner = batch.owner
    first = min(item.messages, key=lambda each: each.sent_at)
    last = max(each.sent_at for each in item.messages)
    conversation = Conversation(
        brand=owner.brand,
        id=imported_conversation_id(owner, item.external_id),
        thread=imported_thread_id(owner, item.external_id),
        contact=contact.id,
        integration=owner.account,
        channel=batch.channel or item.channel or owner.source,
        opened_by=imported_message_id(owner, item.external_id, first.external_id),
        opened_at=first.sent_at,
        visibility="private",
        status="resolved",
        resolved_at=last,
        resolved_by=BY_IMPORT,
        imported_from=ImportedFrom(owner.source, item.external_id, item.status, item.tags),
    )
    return ConversationRecord(conversation, Summary(contact.profile.name, contact.profile.handle))


def _told_apart(
    batch: ImportBatch, item: ImportedConversation
) -> tuple[list[tuple[str, ImportedMessage]], ItemTally, tuple[ImportFault, ...]]:
    """The messages that are new, by id, and how many were there, with the same content or with another."""
    new: dict[str, ImportedMessage] = {}
    duplicates, faults = 0, []
    for number, message in enumerate(item.messages):
        id_ = imported_message_id(batch.owner, item.external_id, message.external_id)
        stored = batch.messages.get(id_)
        kept = stored.body_hash if stored is not None else content_of_message(new[id_]) if id_ in new else None
        if kept is None:
            new[id_] = message
        elif kept == content_of_message(message):
            duplicates += 1
        else:
            faults.append(replace(OTHER_CONTENT, path=("messages", number, "external_id")))
    in_order = sorted(new.items(), key=lambda each: each[1].sent_at)
    return in_order, ItemTally(len(new), duplicates, len(faults)), tuple(faults)


def _with_messages(
    batch: ImportBatch,
    item: ImportedConversation,
    before: ConversationRecord,
    new: Sequence[tuple[str, ImportedMessage]],
) -> ConversationRecord:
    """The conversation with messages in; they change nothing of what is asked of anybody."""
    state, preview = before.conversation, None
    for id_, message in new:
        is_inbound = message.direction == "inbound"
        is_newest = is_inbound and (state.last_inbound_at is None or message.sent_at >= state.last_inbound_at)
        is_first_reply = not is_inbound and state.first_reply_at is None
        state = replace(
            state,
            version=state.version + 1,
            inbound=state.inbound + int(is_inbound),
            outbound=state.outbound + int(not is_inbound),
            last_inbound_at=message.sent_at if is_newest else state.last_inbound_at,
            last_inbound=id_ if is_newest else state.last_inbound,
            first_reply_at=message.sent_at if is_first_reply else state.first_reply_at,
            opened_at=min(state.opened_at, message.sent_at),
            resolved_at=max(state.resolved_at or message.sent_at, message.sent_at)
            if _ended(state)
            else state.resolved_at,
        )
        if is_newest or (preview is None and not before.summary.preview):
            preview = message.text
        batch.write_message(_message(batch, item, state, id_, message))
    after = before.after(state)
    return after if preview is None else after.with_preview(preview)


def _ended(state: Conversation) -> bool:
    """Whether it still is what the import made it: somebody may have opened it again."""
    return state.resolved_by == BY_IMPORT


def _message(
    batch: ImportBatch, item: ImportedConversation, state: Conversation, id_: str, message: ImportedMessage
) -> Message:
    return Message(
        brand=state.brand,
        id=id_,
        conversation=state.id,
        contact=state.contact,
        integration=state.integration,
        channel=state.channel,
        direction=message.direction,
        external_id=message.external_id,
        event=id_,
        body_hash=content_of_message(message),
        origin=f"import/{batch.owner.id}",
        text=message.text,
        sent_at=message.sent_at,
        received_at=batch.now,
        place=sort_key(message.sent_at, state.version),
        visibility=state.visibility,
        subject_line=item.subject,
        attachments=message.attachments,
        author_name=message.author,
    )
