"""Builders and fakes for the channel tests."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from channels.addresses import Reach
from channels.ports import ChannelSecrets, ChannelSettings, IntegrationRef, ParseResult
from channels.registry import channel
from channels.sending import Headers, HttpAnswer, OutboundReply
from contracts.channel import ChannelEvent
from tests.support.channels.accounts import SECRETS

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def an_integration(name: str, settings: ChannelSettings | None = None) -> IntegrationRef:
    return IntegrationRef("northwind", f"northwind_{name}", name, settings or ChannelSettings())


def known_secrets(name: str) -> ChannelSecrets:
    return channel(name).secrets_model(**SECRETS[name])


def parsed(name: str, raw: bytes, settings: ChannelSettings | None = None) -> ParseResult:
    return channel(name).parse(an_integration(name, settings), raw, {}, NOW)


def kinds(events: tuple[ChannelEvent, ...]) -> list[str]:
    return [event.type.split(".")[1] for event in events]


def a_reply(**changed: str) -> OutboundReply:
    fields = {"key": "r1", "contact": "42", "text": "We are here", "visibility": "private", "reply_to": "m1"}
    return OutboundReply(**{**fields, **changed})  # type: ignore[arg-type]  # visibility is one of its words


@dataclass
class FakeOutward:
    """Answers every request with one answer or error and keeps what was posted and deleted."""

    answer: HttpAnswer | Exception
    reach: Reach = field(default_factory=Reach)
    posts: list[tuple[str, bytes, Headers]] = field(default_factory=list)
    deletions: list[tuple[str, Headers]] = field(default_factory=list)

    async def post(self, url: str, body: bytes, headers: Headers) -> HttpAnswer:
        self.posts.append((url, body, headers))
        return self._answered()

    async def delete(self, url: str, headers: Headers) -> HttpAnswer:
        self.deletions.append((url, headers))
        return self._answered()

    def _answered(self) -> HttpAnswer:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def answered(status: int, body: object = None, **headers: str) -> HttpAnswer:
    """Give an answer of a platform; an underscore in a header's name is a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpAnswer(status, named, json.dumps(body).encode())
