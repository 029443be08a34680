"""Parses one raw mail into one event: threaded by References, an echo when the brand itself wrote it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from pydantic import ValidationError

from channels.canonical import Canon
from channels.email.automatic import automatic_kind
from channels.email.bodies import PARTS_LIMIT, Body, body_of
from channels.email.fields import first_address, message_ids, raw_field, shown, written_at
from channels.ports import IntegrationRef, ParseResult
from channels.reading import Unreadable
from contracts.channel import TEXT_LIMIT, ChannelEvent, ContactSeen

SUBJECT_LIMIT = 998  # characters; RFC 5322 allows no longer line


def parse_mail(ref: IntegrationRef, own: str, limit: int, raw_body: bytes, received_at: datetime) -> ParseResult:
    """The mail as a message, or an echo when it is from the `own` address; `limit` is in bytes."""
    canon = Canon(ref, received_at)
    try:
        return ParseResult((_event(canon, own, limit, raw_body),))
    except Unreadable as unreadable:
        reason = unreadable.reason
    except ValidationError:
        reason = "out_of_bounds"
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError):
        reason = "broken_mime"  # the standard library's mail parser is known to raise these on hostile input
    return ParseResult((canon.unreadable(reason, raw_body),))


def _event(canon: Canon, own: str, limit: int, raw_body: bytes) -> ChannelEvent:
    mail = _read(raw_body, limit)
    sender = first_address(mail, "from", "sender", "return-path")
    if sender is None:
        raise Unreadable("missing_sender" if mail.keys() else "not_mail")
    body = body_of(mail)
    own_ids = message_ids(mail, "message-id")
    external_id = own_ids[0] if own_ids else "sha256." + hashlib.sha256(raw_body).hexdigest()
    if sender[1] == own:
        return _echo(canon, mail, body, external_id)
    return _message(canon, mail, body, external_id, sender)


def _read(raw_body: bytes, limit: int) -> Message:
    if len(raw_body) > limit:
        raise Unreadable("too_large")
    if raw_body.lower().count(b"boundary") > PARTS_LIMIT:  # the parser's cost grows with lines times open boundaries
        raise Unreadable("too_many_parts")
    return message_from_bytes(raw_body, policy=compat32)


def _echo(canon: Canon, mail: Message, body: Body, external_id: str) -> ChannelEvent:
    at = written_at(mail, canon.received_at)
    thread, reply_to = _thread(mail, external_id)
    receiver = first_address(mail, "to", "cc")
    if receiver is None:
        raise Unreadable("receiver_unknown")
    return canon.echo(
        ContactSeen(external_id=receiver[1], name=receiver[0] or None),
        external_id,
        at,
        text=body.text,
        visibility="private",
        thread=thread,
        reply_to=reply_to,
        attachments=body.attachments,
    )


def _message(canon: Canon, mail: Message, body: Body, external_id: str, sender: tuple[str, str]) -> ChannelEvent:
    name, address = sender
    at = written_at(mail, canon.received_at)
    thread, reply_to = _thread(mail, external_id)
    automatic = automatic_kind(mail, address)
    subject = shown(raw_field(mail, "subject"))[:SUBJECT_LIMIT]
    return canon.message(
        ContactSeen(external_id=address, name=name or None),
        external_id,
        at,
        text=body.text,
        visibility="private",
        attachments=body.attachments,
        unique=(address,),  # a Message-ID is the sender's choice: another sender cannot take a mail's place
        fingerprint=(subject, body.prints),
        thread=thread,
        reply_to=reply_to,
        subject_line=subject or None,
        automated=automatic is not None,
        truncated=body.cut or len(body.text) > TEXT_LIMIT,
        attributes={"automatic": automatic} if automatic else {},
    )


def _thread(mail: Message, own_id: str) -> tuple[str, str | None]:
    """The first of References (the thread's root), else In-Reply-To, else the mail itself; and what it answers."""
    references, answered = message_ids(mail, "references"), message_ids(mail, "in-reply-to")
    reply_to = answered[0] if answered else references[-1] if references else None
    return (references[0] if references else reply_to or own_id), reply_to
