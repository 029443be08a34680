"""Mails of the tests, written as programs write them."""

from __future__ import annotations

from channels.email.channel import EmailSettings
from contracts.channel import ChannelEvent
from tests.support.channels.accounts import SETTINGS
from tests.support.channels.rig import parsed

OWN = SETTINGS["email"]["address"]
OUR_ID = "0123456789abcdef0123456789abcdef@northwind.example"


def a_mail(body: str | bytes = "Where is my bag?", **fields: str) -> bytes:
    """A raw mail; an underscore in a field's name is a hyphen, and a field that is empty is left out."""
    head = {
        "From": "Ann <ann@mail.example>",
        "To": OWN,
        "Date": "Thu, 26 Nov 2025 11:40:00 +0000",
        "Message-ID": "<m1@mail.example>",
        "Subject": "Question",
        "Content-Type": "text/plain; charset=utf-8",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\n" for name, value in head.items() if value)
    return f"{lines}\n".encode() + (body.encode() if isinstance(body, str) else body)


def events_of(raw: bytes) -> tuple[ChannelEvent, ...]:
    """What the brand's mailbox makes of a mail."""
    return parsed("email", raw, EmailSettings.model_validate(SETTINGS["email"])).events


def a_report(*parts: tuple[str, str], **fields: str) -> bytes:
    """A delivery status report of these parts, by media type."""
    inner = "".join(f"--dsn\nContent-Type: {kind}\n\n{content}\n" for kind, content in parts)
    head = {
        "From": "MAILER-DAEMON@mx.mail.example (Mail Delivery System)",
        "Return_Path": "<>",
        "Message_ID": "<dsn1@mx.mail.example>",
        "Content_Type": 'multipart/report; report-type=delivery-status; boundary="dsn"',
    }
    return a_mail(f"{inner}--dsn--\n", **head | fields)
