"""Takes in what a channel says of our own messages: echoes, receipts, and payloads nobody could read."""

from __future__ import annotations

from datetime import timedelta

from chassis.messaging import Deferred, Delivery
from contracts.channel import EchoObserved, PayloadUnreadable, ReceiptReceived
from contracts.inbox import ReplyDelivered
from services.inbox import events as facts
from services.inbox.application.ingest.workspace import Workspace, account_key, origin_of
from services.inbox.application.sent_messages import reply_message
from services.inbox.domain import conversation as life
from services.inbox.domain import reply as reply_life
from services.inbox.domain.arrival import fate_of
from services.inbox.domain.reply import Reply, text_mark
from services.inbox.domain.thread import contact_id, message_id, thread_id
from services.inbox.domain.words import search_words
from services.inbox.persistence.documents import Document, place_of

ECHO_WINDOW = timedelta(hours=24)  # our own words shown to us later than this are somebody's new message
RECEIPT_TRIES = 3  # a receipt can overtake the record of its sending by the length of one HTTP answer
RECEIPT_WAIT_SECONDS = 5.0


def _first(desk: Workspace, delivery: Delivery, event: EchoObserved | ReceiptReceived) -> bool:
    fate = fate_of(event.body_hash, origin_of(delivery), desk.seen.get((event.brand, event.id)))
    if fate == "new":
        return True
    if fate == "redelivered":
        desk.emit_again(event.brand, event.id)
    else:
        desk.account(delivery, event, "duplicate")
    return False


def take_echo(desk: Workspace, delivery: Delivery, event: EchoObserved) -> None:
    """A message of the brand itself: our own sending is settled by it, one from elsewhere is kept as an answer."""
    if not _first(desk, delivery, event):
        return
    desk.remember(delivery, event, event.id)
    desk.count(delivery, event, "stored")
    id_ = message_id(event.brand, event.integration, event.external_id)
    if (event.brand, id_) in desk.messages:
        return  # recorded when it was sent
    contact = contact_id(event.brand, event.integration, event.contact.external_id)
    ours = _our_reply(desk, event, contact)
    if ours is not None:
        _settle(desk, event, ours, id_)
        return
    thread = thread_id(contact, event.thread, desk.directory.threading(event.brand, event.integration))
    line = desk.threads.get((event.brand, thread))
    if line is None:
        return  # the brand spoke first: there is no conversation until somebody answers
    step = life.answer(line.conversation, event.at, desk.rules[event.brand].policies)
    line.conversation = step.conversation
    desk.keep_line(line)
    message = _elsewhere(event, id_, line.conversation)
    desk.messages[(event.brand, id_)] = message
    desk.changes.new_messages[(event.brand, id_)] = message
    stored = facts.message_stored(
        event.id,
        step.conversation,
        message,
        at=event.received_at,
        read=facts.no_reading(),
        made=facts.our_own(),
    )
    desk.emit(event.id, [stored, *facts.clock_events(event.id, step, event.received_at)])


def _our_reply(desk: Workspace, event: EchoObserved, contact: str) -> Reply | None:
    """The reply this shows us: by the platform's id, else one whose outcome is open with the same words to them."""
    mark = text_mark(event.text)
    for name, reply in desk.replies.items():
        if name[0] != event.brand or reply.integration != event.integration:
            continue
        if reply.external_id == event.external_id:
            return reply
        same = desk.words_of[name] == mark and reply.contact == contact
        open_ = reply.state in ("claimed", "unknown") or (reply.state == "sent" and reply.external_id is None)
        if same and open_ and event.at - reply.created_at <= ECHO_WINDOW:
            return reply
    return None


def _settle(desk: Workspace, event: EchoObserved, reply: Reply, id_: str) -> None:
    """What we did not know is known: it is out."""
    after = reply_life.observed(reply, event.external_id, event.at)
    if after is reply:
        return
    desk.change_reply(reply, after)
    if reply.state in ("sent", "delivered", "read"):
        return
    line = desk.lines[(reply.brand, reply.conversation)]
    first = line.conversation.first_reply_at is None
    waited = line.conversation.unanswered_since
    step = life.answer(line.conversation, event.at, desk.rules[event.brand].policies)
    line.conversation = step.conversation
    desk.keep_line(line)
    message = reply_message(after, id_, line.conversation, event.at)
    desk.messages[(event.brand, id_)] = message
    desk.changes.new_messages[(event.brand, id_)] = message
    said = ReplyDelivered.after(
        event.id,
        reply.id,
        brand=event.brand,
        subject=line.conversation.id,
        version=line.conversation.version,
        at=event.received_at,
        conversation=facts.snapshot(line.conversation),
        reply=reply.id,
        author=reply.author,
        state="sent",
        first=first,
        response_seconds=max(0.0, (event.at - waited).total_seconds()) if waited is not None else None,
    )
    desk.emit(event.id, [said, *facts.clock_events(event.id, step, event.received_at)])


def _elsewhere(event: EchoObserved, id_: str, conversation: life.Conversation) -> Document:
    return {
        "id": id_,
        "conversation": conversation.id,
        "contact": conversation.contact,
        "integration": event.integration,
        "channel": event.channel,
        "direction": "outbound",
        "external_id": event.external_id,
        "event": event.id,
        "body_hash": event.body_hash,
        "origin": "echo",
        "text": event.text,
        "state": "kept",
        "sent_at": event.at,
        "place": place_of(event.at, conversation.version),
        "received_at": event.received_at,
        "visibility": event.visibility,
        "thread_of": event.thread,
        "reply_to": event.reply_to,
        "subject_line": None,
        "automated": False,
        "truncated": False,
        "attachments": [each.model_dump(exclude_none=True) for each in event.attachments],
        "revision": 0,
        "edited_at": None,
        "words": search_words(event.text),
    }


def take_receipt(desk: Workspace, delivery: Delivery, event: ReceiptReceived) -> None:
    """The channel says what became of what we sent."""
    if not _first(desk, delivery, event):
        return
    concerned = _concerned(desk, event)
    if not concerned and event.watermark is None and delivery.attempt < RECEIPT_TRIES:
        desk.deferred.append(Deferred(delivery.position, RECEIPT_WAIT_SECONDS, "reply_not_recorded"))
        return
    desk.remember(delivery, event, event.id)
    desk.count(delivery, event, "stored")
    for reply in concerned:
        after = reply_life.receipt(reply, event.status, event.error_code, event.at)
        if after is reply:
            continue
        desk.change_reply(reply, after)
        line = desk.lines[(reply.brand, reply.conversation)]
        said = ReplyDelivered.after(
            event.id,
            reply.id,
            brand=event.brand,
            subject=reply.conversation,
            version=line.conversation.version,
            at=event.received_at,
            conversation=facts.snapshot(line.conversation),
            reply=reply.id,
            author=reply.author,
            state=event.status,
            error_code=after.error_code,
        )
        desk.emit(event.id, [said])


def _concerned(desk: Workspace, event: ReceiptReceived) -> list[Reply]:
    """One reply by the platform's id, or all to this contact up to the watermark."""
    contact = contact_id(event.brand, event.integration, event.contact.external_id)
    found = []
    for (brand, _), reply in desk.replies.items():
        if brand != event.brand or reply.integration != event.integration or reply.external_id is None:
            continue
        to_them = reply.contact == contact
        up_to = event.watermark is not None and reply.sent_at is not None and reply.sent_at <= event.watermark
        if reply.external_id == event.external_id or (to_them and up_to):
            found.append(reply)
    return found


def take_unreadable(desk: Workspace, delivery: Delivery, event: PayloadUnreadable) -> None:
    """Keep a payload nobody could read, whole, for the operator and for a replay after a fix."""
    key = account_key(event.id, delivery)
    known = desk.seen.get((event.brand, event.id))
    if known is not None and known.origin != origin_of(delivery):
        desk.account(delivery, event, "duplicate")
        return
    if (event.brand, key) not in desk.seen:
        desk.remember(delivery, event, event.id)
        row = {
            "integration": event.integration,
            "channel": event.channel,
            "reason": event.reason,
            "received_at": event.received_at,
            "payload": event.payload_base64,
            "size_bytes": len(event.payload_base64) * 3 // 4,
            "state": "waiting",
        }
        desk.changes.unreadable.append((event.brand, event.id, row))
    desk.account(delivery, event, "unreadable", event.reason)
