"""Parses one raw mail: a message threaded by its references, an echo of the brand's own, or reports of deliveries."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from pydantic import ValidationError

from channels.canonical import Canon
from channels.email.addresses import normal_address
from channels.email.automatic import automatic_kind
from channels.email.bodies import PARTS_LIMIT, body_of
from channels.email.charsets import garbled
from channels.email.correspondents import others_of, receiver_of, writer_of
from channels.email.delivery_reports import DeliveryReport, delivery_reports
from channels.email.fields import first_address, message_ids, raw_field, shown, written_at
from channels.email.quoting import Words, told_apart
from channels.parts import whole_unreadable
from channels.ports import IntegrationRef, ParseResult
from channels.reading import Unreadable
from contracts.channel import REFERENCES_LIMIT, TEXT_LIMIT, Attachment, ChannelEvent, ContactSeen

SUBJECT_LIMIT = 998  # characters; RFC 5322 allows no longer line


@dataclass(frozen=True, slots=True)
class _Mail:
    """One mail as it was read.

    `answers` are the mails that it says it answers, the nearest first; `given` is its content before it was told apart.
    """

    head: Message
    external_id: str
    at: datetime
    subject: str
    words: Words
    cut: bool
    attachments: tuple[Attachment, ...]
    given: tuple[object, ...]
    thread: str
    reply_to: str | None
    answers: tuple[str, ...]


def parse_mail(ref: IntegrationRef, own: str, limit: int, raw_body: bytes, received_at: datetime) -> ParseResult:
    """The mail as a message, as an echo when it is from the `own` address, or as receipts; `limit` is in bytes."""
    canon = Canon(ref, received_at)
    try:
        return _parsed(canon, normal_address(own), limit, raw_body)
    except Unreadable as unreadable:
        return ParseResult((whole_unreadable(canon, unreadable, raw_body),))
    except ValidationError:
        reason = "out_of_bounds"
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError):
        reason = "broken_mime"  # the standard library's mail parser is known to raise these on hostile input
    return ParseResult((canon.unreadable(reason, raw_body),))


def _parsed(canon: Canon, own: str, limit: int, raw_body: bytes) -> ParseResult:
    head = _read(raw_body, limit)
    if reports := delivery_reports(head, raw_body, own):  # some servers sign theirs with no name
        return _receipts(canon, head, raw_body, reports)
    sender = first_address(head, "from", "sender", "return-path")
    if sender is None:
        raise Unreadable("missing_sender", key="From") if head.keys() else Unreadable("not_mail")
    writer = writer_of(head, sender, own)
    for_another = writer[1] != sender[1]
    mail = _mail_of(canon, head, raw_body, passes_on=for_another)
    if writer[1] == own and (receiver := receiver_of(head, own)) is not None:
        return ParseResult((_echo(canon, mail, receiver),))
    return ParseResult((_message(canon, mail, writer, own, for_another=for_another),))


def _read(raw_body: bytes, limit: int) -> Message:
    if len(raw_body) > limit:
        raise Unreadable("too_large")
    if raw_body.lower().count(b"boundary") > PARTS_LIMIT:  # the parser's cost grows with lines times open boundaries
        raise Unreadable("too_many_parts")
    return message_from_bytes(raw_body, policy=compat32)


def _external_id(head: Message, raw_body: bytes) -> str:
    own_ids = message_ids(head, "message-id")
    return own_ids[0] if own_ids else "sha256." + hashlib.sha256(raw_body).hexdigest()


def _mail_of(canon: Canon, head: Message, raw_body: bytes, *, passes_on: bool) -> _Mail:
    external_id = _external_id(head, raw_body)
    body = body_of(head)
    subject = shown(raw_field(head, "subject"))[:SUBJECT_LIMIT]
    references, answered = message_ids(head, "references"), message_ids(head, "in-reply-to")
    answers = tuple(dict.fromkeys([*answered, *reversed(references)]))
    root = references[0] if references else answers[0] if answers else external_id
    return _Mail(
        head=head,
        external_id=external_id,
        at=written_at(head, canon.received_at),
        subject=subject,
        words=told_apart(body.text, subject, passes_on=passes_on),
        cut=body.cut or len(body.text) > TEXT_LIMIT,
        attachments=body.attachments,
        given=(subject, body.text, body.prints),
        thread=root,
        reply_to=answers[0] if answers else None,
        answers=answers[:REFERENCES_LIMIT],
    )


def _echo(canon: Canon, mail: _Mail, receiver: tuple[str, str]) -> ChannelEvent:
    return canon.echo(
        ContactSeen(external_id=receiver[1], name=receiver[0] or None),
        mail.external_id,
        mail.at,
        text=mail.words.new,
        visibility="private",
        given=mail.given,
        thread=mail.thread,
        reply_to=mail.reply_to,
        attachments=mail.attachments,
        references=mail.answers,
        quoted=mail.words.quoted[:TEXT_LIMIT],
        subject_line=mail.subject or None,
        garbled=garbled(mail.words.new, mail.words.quoted, mail.subject),
    )


def _message(canon: Canon, mail: _Mail, writer: tuple[str, str], own: str, *, for_another: bool) -> ChannelEvent:
    name, address = writer
    automatic = automatic_kind(mail.head, for_another=for_another)
    return canon.message(
        ContactSeen(external_id=address, name=name or None),
        mail.external_id,
        mail.at,
        text=mail.words.new,
        visibility="private",
        attachments=mail.attachments,
        unique=(address,),  # a Message-ID is the sender's choice: another sender cannot take a mail's place
        given=mail.given,
        thread=mail.thread,
        reply_to=mail.reply_to,
        references=mail.answers,
        subject_line=mail.subject or None,
        copied_to=others_of(mail.head, own, address),
        quoted=mail.words.quoted[:TEXT_LIMIT],
        automated=automatic is not None,
        truncated=mail.cut,
        garbled=garbled(name, mail.words.new, mail.words.quoted, mail.subject),
        attributes={"automatic": automatic} if automatic else {},
    )


def _receipts(canon: Canon, head: Message, raw_body: bytes, reports: list[DeliveryReport]) -> ParseResult:
    """What became of our mail, a receipt each; a delay is no news, since the server goes on trying."""
    ignored = Counter(f"delivery_{report.fate}" for report in reports if report.fate == "delayed")
    at = written_at(head, canon.received_at)
    report_id = _external_id(head, raw_body)
    receipts = [
        canon.receipt(
            ContactSeen(external_id=report.receiver or "unknown"),
            report.message_id or report_id,
            at,
            status="failed" if report.fate == "failed" else "delivered",
            error_code=report.status if report.fate == "failed" else None,
            newest=report.message_id is None,
            unique=(report.receiver or "unknown",),  # a mail with copies has a fate for each of its receivers
        )
        for report in reports
        if report.fate != "delayed"
    ]
    return ParseResult(tuple(receipts), ignored)
