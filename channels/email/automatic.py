"""Tells mail that a machine sent by itself from a person's words (RFC 3834, RFC 3464, and what servers really set)."""

from __future__ import annotations

from email.message import Message

from channels.email.fields import raw_field

_MACHINES = ("mailer-daemon@", "postmaster@")
_ANSWER_MARKS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from")
_BULK = frozenset({"bulk", "junk", "auto_reply", "auto-reply"})


def automatic_kind(mail: Message, sender: str) -> str | None:
    """`bounce`, `report`, `auto_reply` or None for a person's mail."""
    kind = mail.get_content_type()
    report = str(mail.get_param("report-type") or "").lower() if kind == "multipart/report" else ""
    if report == "delivery-status" or raw_field(mail, "x-failed-recipients"):
        return "bounce"
    if sender.startswith(_MACHINES) or raw_field(mail, "return-path").strip() == "<>":
        return "bounce"
    if kind == "multipart/report":
        return "report"
    submitted = raw_field(mail, "auto-submitted").split(";")[0].strip().lower()
    if submitted not in ("", "no") or raw_field(mail, "precedence").strip().lower() in _BULK:
        return "auto_reply"
    return "auto_reply" if any(raw_field(mail, mark) for mark in _ANSWER_MARKS) else None
