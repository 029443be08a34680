"""Tells mail that a machine sent by itself from a person's words (RFC 3834, RFC 3464, and what servers really set)."""

from __future__ import annotations

from email.message import Message
from typing import Literal

from channels.email.fields import raw_field

Automatic = Literal["bounce", "report", "auto_reply", "bulk"]

_MACHINES = ("mailer-daemon@", "mail-daemon@", "mailerdaemon@", "microsoftexchange")
_POSTMASTER = "postmaster@"
_ANSWER_MARKS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from")
_LIST_MARKS = ("list-id", "list-unsubscribe", "list-post", "feedback-id")
_ANSWERS = frozenset({"auto_reply", "auto-reply"})
_BULK = frozenset({"bulk", "junk", "list"})
_NOBODY = ("noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "nicht-antworten", "ne-pas-repondre")


def is_from_a_mail_system(mail: Message) -> bool:
    """Whether a mail server itself wrote, about mail that it could not deliver."""
    sender = raw_field(mail, "from").lower()
    if any(machine in sender for machine in _MACHINES) or raw_field(mail, "x-failed-recipients"):
        return True
    return _POSTMASTER in sender and _sent_by_itself(mail)  # a postmaster is a person, too


def _sent_by_itself(mail: Message) -> bool:
    return raw_field(mail, "return-path").strip() == "<>" or _submitted(mail) not in ("", "no")


def _submitted(mail: Message) -> str:
    return raw_field(mail, "auto-submitted").split(";")[0].strip().lower()


def is_nobody(address: str) -> bool:
    """Whether an address says of itself that nobody reads it."""
    return address.startswith(_NOBODY)


def automatic_kind(mail: Message, *, for_another: bool = False) -> Automatic | None:
    """The kind of mail that no person wrote by hand, None for a person's mail.

    `for_another` is a mail that a machine sent in the name of somebody who is answered at another address, as the form
    of a website does: it is a person's whatever its precedence is, unless it went to a list or answers by itself.
    """
    kind = mail.get_content_type()
    report = str(mail.get_param("report-type") or "").lower() if kind == "multipart/report" else ""
    if report == "delivery-status" or is_from_a_mail_system(mail):
        return "bounce"
    if kind == "multipart/report":
        return "report"
    submitted = _submitted(mail)
    precedence = raw_field(mail, "precedence").strip().lower()
    if submitted == "auto-replied" or precedence in _ANSWERS or any(raw_field(mail, mark) for mark in _ANSWER_MARKS):
        return "auto_reply"
    if any(raw_field(mail, mark) for mark in _LIST_MARKS) and (precedence in _BULK or submitted not in ("", "no")):
        return "bulk"
    if for_another:
        return None
    if _sent_by_itself(mail):
        return "auto_reply"
    return "bulk" if precedence in _BULK else None
