"""Takes in what happens to messages afterwards: edits, deletions and reactions, also those that come too early."""

from __future__ import annotations

from chassis.messaging import Delivery
from contracts.channel import MessageDeleted, MessageEdited, MessageReceived, ReactionChanged
from contracts.inbox import MessageChanged
from services.inbox import events as facts
from services.inbox.application.ingest.workspace import Workspace, origin_of
from services.inbox.domain import conversation as life
from services.inbox.domain.arrival import fate_of
from services.inbox.domain.enrichment import enrich, facts_of
from services.inbox.domain.thread import message_id
from services.inbox.domain.triage import decide
from services.inbox.domain.words import search_words
from services.inbox.persistence.documents import PREVIEW_CHARACTERS, Document, decision_document, enrichment_document

Change = MessageEdited | MessageDeleted | ReactionChanged


def take_change(desk: Workspace, delivery: Delivery, event: Change) -> None:
    """Take in one edit, deletion or reaction."""
    if not take_once(desk, delivery, event):
        return
    id_ = message_id(event.brand, event.integration, event.external_id)
    message = desk.messages.get((event.brand, id_))
    if message is not None:
        _apply(desk, event, id_, message, event.id)
        return
    row = {"message": id_, "type": event.type, "body": event.to_bytes(), "at": desk.now, "id": event.id}
    desk.changes.pending[(event.brand, event.id)] = row
    desk.pending.setdefault((event.brand, id_), []).append(row)


def take_once(desk: Workspace, delivery: Delivery, event: Change) -> bool:
    """Whether this is the first delivery of the event; otherwise say what it is, and enter a first one as stored."""
    seen = desk.seen.get((event.brand, event.id))
    fate = fate_of(event.body_hash, origin_of(delivery), seen)
    if fate == "new":
        desk.remember(delivery, event, event.id)
        desk.count(delivery, event, "stored")
        return True
    if fate == "redelivered":
        desk.emit_again(event.brand, event.id)
    elif fate == "conflict" and seen is not None:
        id_ = message_id(event.brand, event.integration, event.external_id)
        desk.audit_conflict(delivery, event, id_, seen)
        desk.account(delivery, event, "conflict", "other_body")
    else:
        desk.account(delivery, event, "duplicate")
    return False


def apply_pending(desk: Workspace, cause: MessageReceived, id_: str) -> None:
    """Apply what came before its message, in the order the platform gives."""
    waiting = desk.pending.pop((cause.brand, id_), [])
    if not waiting:
        return
    classes: dict[str, type[Change]] = {each.type: each for each in (MessageEdited, MessageDeleted, ReactionChanged)}
    early = [classes[row["type"]].model_validate_json(row["body"]) for row in waiting]
    for event in sorted(early, key=lambda each: (getattr(each, "revision", 0), each.at)):
        _apply(desk, event, id_, desk.messages[(cause.brand, id_)], cause.id)
        if desk.changes.pending.pop((event.brand, event.id), None) is None:
            desk.changes.settled.append((event.brand, event.id))


def _apply(desk: Workspace, event: Change, id_: str, message: Document, cause: str) -> None:
    if isinstance(event, ReactionChanged):
        _react(desk, event, id_, message)
    elif message["state"] == "deleted":
        return
    elif isinstance(event, MessageDeleted):
        _delete(desk, event, id_, message, cause)
    else:
        _edit(desk, event, id_, message, cause)


def _react(desk: Workspace, event: ReactionChanged, id_: str, message: Document) -> None:
    reactions = {each["by"]: each["reaction"] for each in message.get("reactions", ())}
    reactions.pop(event.contact.external_id, None)
    if event.reaction is not None:
        reactions[event.contact.external_id] = event.reaction
    listed = [{"by": by, "reaction": reaction} for by, reaction in reactions.items()]
    _set(desk, event.brand, id_, message, {"reactions": listed})


def _delete(desk: Workspace, event: MessageDeleted, id_: str, message: Document, cause: str) -> None:
    """The words go; that there was a message stays, because clocks and counts were made of it."""
    _set(desk, event.brand, id_, message, {"state": "deleted", "text": "", "words": [], "edited_at": event.at})
    line = desk.lines[(event.brand, message["conversation"])]
    step = life.touch(line.conversation)
    line.conversation = step.conversation
    if line.conversation.last_inbound == id_:
        line.face.preview = ""
    desk.keep_line(line)
    said = MessageChanged.after(
        cause,
        event.id,
        brand=event.brand,
        subject=line.conversation.id,
        version=line.conversation.version,
        at=event.received_at,
        conversation=facts.snapshot(line.conversation),
        message=id_,
        change="deleted",
    )
    desk.emit(cause, [said])


def _edit(desk: Workspace, event: MessageEdited, id_: str, message: Document, cause: str) -> None:
    """The text is read and triaged anew; an older revision than the kept one changes nothing."""
    if event.revision < message["revision"] or (message["edited_at"] is not None and event.at < message["edited_at"]):
        return
    line = desk.lines[(event.brand, message["conversation"])]
    rules = desk.rules[event.brand]
    read = enrich(event.text, event.contact.language, event.contact.reach, desk.detect, rules.find_terms)
    looked_at = facts_of(
        read,
        channel=message["channel"],
        visibility=message["visibility"],
        automated=message["automated"],
        first=line.conversation.inbound <= 1,
        has_text=bool(event.text.strip()),
    )
    made = decide(looked_at, rules.triage)
    outbound = message["direction"] == "outbound"
    step = (
        life.touch(line.conversation)
        if outbound
        else life.edit_triage(line.conversation, made, event.received_at, rules.policies)
    )
    line.conversation = step.conversation
    if line.conversation.last_inbound == id_:
        line.face.preview = event.text[:PREVIEW_CHARACTERS]
    desk.keep_line(line)
    desk.set_clock_timer(step)
    new: Document = {"text": event.text, "edited_at": event.at, "revision": event.revision}
    new |= {"words": search_words(event.text)}
    if not outbound:
        new |= {"enrichment": enrichment_document(read), "triage": decision_document(made)}
    _set(desk, event.brand, id_, message, new)
    said = MessageChanged.after(
        cause,
        event.id,
        brand=event.brand,
        subject=line.conversation.id,
        version=line.conversation.version,
        at=event.received_at,
        conversation=facts.snapshot(line.conversation),
        message=id_,
        change="edited",
        text=event.text,
        enrichment=None if outbound else facts.enrichment(read),
        triage=None if outbound else facts.triage(made),
    )
    desk.emit(cause, [said, *facts.clock_events(f"{cause}/{event.id}", step, event.received_at)])


def _set(desk: Workspace, brand: str, id_: str, message: Document, new: Document) -> None:
    message.update(new)
    if (brand, id_) not in desk.changes.new_messages:
        desk.changes.message_sets.setdefault((brand, id_), {}).update(new)
