"""Builders and fakes for the channel tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.addresses import Reach
from channels.ports import (
    ChannelSecrets,
    ChannelSettings,
    Headers,
    HttpAnswer,
    IntegrationRef,
    OutboundReply,
    ParseResult,
)
from channels.registry import channel
from contracts.channel import ChannelEvent

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SIGNING_SECRET = "whsec_" + "QUJD" * 8
META_SECRETS = {
    "app_secret": "app-secret-of-the-app",
    "verify_token": "verify-token-of-ours",
    "access_token": "access-token-of-the-page",
}
SECRETS: dict[str, dict[str, str]] = {
    "email": {"signing_secret": SIGNING_SECRET, "smtp_username": "care", "smtp_password": "pass word"},
    "generic": {"signing_secret": SIGNING_SECRET},
    "messenger": META_SECRETS,
    "instagram": META_SECRETS,
    "whatsapp": META_SECRETS,
    "x": {"consumer_secret": "consumer-secret-of-the-app", "access_token": "access-token-of-the-user"},
}
"""Secrets that each channel takes, all of them."""

SETTINGS: dict[str, dict[str, Any]] = {
    "email": {"address": "care@northwind.example", "smtp_host": "mail.northwind.example"},
    "generic": {"callback_url": "https://hook.northwind.example/replies"},
    "messenger": {"account_id": "61"},
    "instagram": {"account_id": "17"},
    "whatsapp": {"phone_number_id": "31"},
    "x": {"user_id": "42"},
}
"""Settings that each channel takes."""
PAYLOADS = Path(__file__).parent / "payloads"


def an_integration(name: str, settings: ChannelSettings | None = None) -> IntegrationRef:
    return IntegrationRef("northwind", f"northwind_{name}", name, settings or ChannelSettings())


def known_secrets(name: str) -> ChannelSecrets:
    return channel(name).secrets_model(**SECRETS[name])


def parsed(name: str, raw: bytes, settings: ChannelSettings | None = None) -> ParseResult:
    return channel(name).parse(an_integration(name, settings), raw, {}, NOW)


def recorded(name: str, file: str) -> bytes:
    return (PAYLOADS / name / file).read_bytes()


def kinds(events: tuple[ChannelEvent, ...]) -> list[str]:
    return [event.type.split(".")[1] for event in events]


def a_reply(**changed: str) -> OutboundReply:
    fields = {"key": "r1", "contact": "42", "text": "We are here", "visibility": "private", "reply_to": "m1"}
    return OutboundReply(**{**fields, **changed})  # type: ignore[arg-type]  # visibility is one of its words


@dataclass
class FakeOutward:
    """Answers every post with one answer or error and keeps what was posted."""

    answer: HttpAnswer | Exception
    reach: Reach = field(default_factory=Reach)
    posts: list[tuple[str, bytes, Headers]] = field(default_factory=list)

    async def post(self, url: str, body: bytes, headers: Headers) -> HttpAnswer:
        self.posts.append((url, body, headers))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer
