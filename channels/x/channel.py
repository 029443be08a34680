"""The X channel: signature and CRC, and sending posts and direct messages over API v2."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import datetime

from channels import signing
from channels.destinations import PlatformApi
from channels.ports import (
    Abilities,
    HandshakeAnswer,
    IntegrationRef,
    ParseResult,
    SignatureWrong,
)
from channels.posting import json_body, post_once, sent_with
from channels.sending import Headers, HttpAnswer, OutboundReply, Outward, SendFailed, SendResult
from channels.x.activity import parse_activity
from channels.x.publishing import XPublishing, headers_of, limited
from channels.x.settings import API_BASES, XSecrets, XSettings
from channels.x.withdrawing import XWithdrawing

NAME = "x"
_CRC_TOKEN = re.compile(rb"[A-Za-z0-9_.~+/=-]{1,128}")  # real ones are about 50 characters of base64


class XChannel:
    """Verify, answer the CRC, parse and send for X. Nothing signed tells old requests from new ones."""

    name = NAME
    title = "X"
    abilities = Abilities(
        frozenset({"message", "delete", "reaction", "receipt", "echo"}),
        frozenset({"public", "private"}),
        publishes=True,
        withdraws=frozenset({"public"}),
    )
    publishing = XPublishing()
    withdrawing = XWithdrawing()
    settings_model = XSettings
    secrets_model = XSecrets
    destinations = (PlatformApi(API_BASES, ("access_token",)),)

    def new_secrets(self) -> Mapping[str, str]:
        """X makes all of them."""
        return {}

    def verify(self, secrets: XSecrets, headers: Headers, raw_body: bytes, _now: datetime) -> None:
        """See channels.ports.Channel: `x-twitter-webhooks-signature: sha256=<base64 HMAC-SHA256 of the body>`.

        A body that could be a CRC token is refused whatever its mark: whoever asks has those signed. No payload is.
        """
        given = signing.header(headers, "x-twitter-webhooks-signature")
        if not signing.equal_in_constant_time(given, _mark(secrets, raw_body)) or _CRC_TOKEN.fullmatch(raw_body):
            raise SignatureWrong("x-twitter-webhooks-signature")

    def handshake(
        self, secrets: XSecrets, method: str, query: Mapping[str, str], _headers: Headers, _body: bytes
    ) -> HandshakeAnswer | None:
        """Answer the challenge-response check (CRC) that X makes at creation and about every hour.

        X proves nothing about itself here, so only what can never be a payload is signed.
        """
        if method != "GET" or "crc_token" not in query:
            return None
        token = query["crc_token"].encode("utf-8", "replace")
        if not _CRC_TOKEN.fullmatch(token):
            return HandshakeAnswer(403, b"")
        answer = {"response_token": _mark(secrets, token)}
        return HandshakeAnswer(200, json_body(answer), "application/json")

    def parse(
        self, integration: IntegrationRef, raw_body: bytes, _headers: Headers, received_at: datetime
    ) -> ParseResult:
        """See channels.x.activity."""
        settings = integration.settings
        own = settings.user_id if isinstance(settings, XSettings) else ""
        return parse_activity(integration, own, raw_body, received_at)

    async def send(self, outward: Outward, secrets: XSecrets, settings: XSettings, reply: OutboundReply) -> SendResult:
        """Answer a post with a post, a direct message with one. X takes no key, so a lost answer stays unknown."""
        base = settings.api_base.rstrip("/")
        body: dict[str, object] = {"text": reply.text}
        if reply.visibility == "private":
            if not reply.contact.isdigit():
                return SendFailed("bad_contact")
            url, path = f"{base}/2/dm_conversations/with/{reply.contact}/messages", ("data", "dm_event_id")
        else:
            url, path = f"{base}/2/tweets", ("data", "id")
            if answered := reply.reply_to or reply.thread:
                body["reply"] = {"in_reply_to_tweet_id": answered}

        def verdict(answer: HttpAnswer) -> SendResult | None:
            return limited(answer) or sent_with(answer, *path)

        return await post_once(
            outward,
            url,
            json_body(body),
            headers_of(secrets),
            keyed=False,
            verdict=verdict,
        )


def _mark(secrets: XSecrets, message: bytes) -> str:
    return "sha256=" + base64.b64encode(signing.digest(secrets.consumer_secret.encode(), message)).decode()
