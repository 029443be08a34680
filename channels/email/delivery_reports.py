"""Reads what mail servers report of our own mail (RFC 3464, and reports that only look like it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Literal

from channels.email.addresses import ADDRESS, normal_address
from channels.email.automatic import is_from_a_mail_system
from channels.email.fields import first_address, message_ids, raw_field

RECIPIENTS_LIMIT = 100  # of one report that are looked at
BOUNCED = "bounced"  # the code of a failure that no status tells
_READ_BYTES = 200_000  # of a report that are searched for an id of ours: servers return the head, some the whole mail
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# In words a status stands behind the code of SMTP or its name: versions of programs look the same (`Exim 4.94.2`).
_WORDED_STATUS = re.compile(
    r"(?:(?<!\d)[245]\d\d[ -]#?|status(?: code)?:? ?|#)([245]\.[0-7]\.\d{1,3})(?!\.?\d)", re.IGNORECASE
)
_ID = re.compile(r"<([^<>\s@]{1,128}@[^<>\s@]{1,126})>")

Fate = Literal["failed", "delivered", "delayed"]


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of a mail for one receiver. `message_id` is that of our mail, None where the report does not say."""

    receiver: str | None
    fate: Fate
    status: str
    message_id: str | None


def delivery_reports(mail: Message, raw: bytes, own: str) -> list[DeliveryReport]:
    """The reports in a mail, one a receiver; none when the mail is no report on mail of `own` address's domain."""
    structured = [report for part in (mail, *_parts(mail)) for report in _of_status_part(part)]
    if not structured:
        structured = _of_words(mail, raw)
    if not structured:
        return []
    message_id = _our_id(mail, raw, own)
    receiver = _returned_receiver(mail)
    reports = [
        DeliveryReport(each.receiver or receiver, each.fate, each.status, message_id)
        for each in structured[:RECIPIENTS_LIMIT]
    ]
    return [report for report in reports if report.receiver or report.message_id]


def _parts(mail: Message) -> list[Message]:
    inner = mail.get_payload()
    return [part for part in inner if isinstance(part, Message)] if isinstance(inner, list) else []


def _of_status_part(part: Message) -> Iterator[DeliveryReport]:
    if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
        return
    for group in _parts(part):
        receiver = _typed_address(group, "final-recipient") or _typed_address(group, "original-recipient")
        action, status = raw_field(group, "action").strip().lower(), raw_field(group, "status").strip()
        if receiver is None and not action:
            continue  # the group about the whole message
        found = _STATUS.search(status)
        code = found.group() if found else ""
        fate = _fate(action, code)
        if fate is not None:
            yield DeliveryReport(receiver, fate, code or BOUNCED, None)


def _fate(action: str, status: str) -> Fate | None:
    if action == "failed" or (not action and status.startswith("5")):
        return "failed"
    if action == "delayed" or (not action and status.startswith("4")):
        return "delayed"
    return "delivered" if action == "delivered" else None


def _of_words(mail: Message, raw: bytes) -> list[DeliveryReport]:
    """A report without the part for machines: from a mail system, or about receivers that it names in a field."""
    failed = ADDRESS.findall(raw_field(mail, "x-failed-recipients"))
    if not failed and not is_from_a_mail_system(mail):
        return []
    found = _WORDED_STATUS.search(raw[:_READ_BYTES].decode("latin-1"))
    status = found.group(1) if found else BOUNCED
    fate: Fate = "delayed" if status.startswith("4") else "failed"
    if status.startswith("2"):
        fate = "delivered"
    return [DeliveryReport(each and normal_address(each), fate, status, None) for each in failed or [None]]


def _typed_address(group: Message, name: str) -> str | None:
    """The address of a field such as `rfc822; ann@mail.example`."""
    found = ADDRESS.search(raw_field(group, name).rpartition(";")[2])
    return normal_address(found.group()) if found else None


def _our_id(mail: Message, raw: bytes, own: str) -> str | None:
    """The Message-ID of our mail: of the mail that came back, of what the report answers, else wherever it stands."""
    of_report = message_ids(mail, "message-id")
    candidates = [id_ for head in _returned_heads(mail) for id_ in message_ids(head, "message-id")]
    candidates += message_ids(mail, "in-reply-to") + list(reversed(message_ids(mail, "references")))
    candidates += _ID.findall(raw[:_READ_BYTES].decode("latin-1"))
    domain = own.rpartition("@")[2]
    for candidate in candidates:
        normal = normal_address(candidate)
        if normal.rpartition("@")[2] == domain and normal != own and candidate not in of_report:
            return candidate
    return None


def _returned_heads(mail: Message) -> Iterator[Message]:
    """The heads of mail that came back inside the report."""
    for part in _parts(mail):
        kind = part.get_content_type()
        if kind == "message/rfc822":
            yield from _parts(part)
        elif kind in ("text/rfc822-headers", "message/rfc822-headers"):
            yield _head(part)


def _head(part: Message) -> Message:
    payload = part.get_payload(decode=True)
    return message_from_bytes(payload if isinstance(payload, bytes) else b"")


def _returned_receiver(mail: Message) -> str | None:
    for head in _returned_heads(mail):
        receiver = first_address(head, "to")
        if receiver is not None:
            return receiver[1]
    return None
