"""The generic channel: Standard Webhooks in, canonical items inside, Standard Webhooks out to a callback."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from pydantic import ValidationError

from channels import signing
from channels.canonical import Canon
from channels.destinations import CallbackUrl
from channels.generic.callback import CallbackPublishing, CallbackWithdrawing, call_back
from channels.generic.canonical_items import GENERIC, to_event
from channels.generic.settings import GenericSecrets, GenericSettings
from channels.parts import joined
from channels.ports import Abilities, HandshakeAnswer, IntegrationRef, ParseResult
from channels.sending import Headers, OutboundReply, Outward, SendResult
from chassis.strictjson import NotStrictJson, loads
from contracts.channel import ChannelEvent
from contracts.http.ingest_reading import NO_SUCH_KIND, read_item

KIND: tuple[str | int, ...] = ("kind",)
ITEMS_LIMIT = 1000  # as POST /v1/events


class GenericChannel:
    """Verify, parse and send for systems that speak the canonical form."""

    name = GENERIC
    title = "Generic signed webhook"
    abilities = Abilities(
        frozenset({"message", "edit", "delete", "reaction", "receipt", "echo"}),
        frozenset({"public", "private"}),
        keyed=True,
        publishes=True,
        withdraws=frozenset({"public", "private"}),
    )
    publishing = CallbackPublishing()
    withdrawing = CallbackWithdrawing()
    settings_model = GenericSettings
    secrets_model = GenericSecrets
    destinations = (CallbackUrl("callback_url", ("signing_secret",)),)

    def new_secrets(self) -> Mapping[str, str]:
        """The signing secret is ours to make."""
        return {"signing_secret": signing.new_secret()}

    def verify(self, secrets: GenericSecrets, headers: Headers, raw_body: bytes, now: datetime) -> None:
        """See channels.ports.Channel."""
        current = [secrets.signing_secret, secrets.previous_signing_secret]
        signing.verify_standard([secret for secret in current if secret], headers, raw_body, now)

    def handshake(
        self, _secrets: GenericSecrets, _method: str, _query: Mapping[str, str], _headers: Headers, _body: bytes
    ) -> HandshakeAnswer | None:
        """Standard Webhooks has no handshake."""
        return None

    def parse(
        self, integration: IntegrationRef, raw_body: bytes, _headers: Headers, received_at: datetime
    ) -> ParseResult:
        """One item, a list of items, or `{"events": [...]}`, each as in `POST /v1/events` (conversions only there)."""
        canon = Canon(integration, received_at)
        try:
            body = loads(raw_body)
        except NotStrictJson as refused:
            return ParseResult((canon.unreadable(refused.reason, raw_body),))
        path: tuple[str, ...] = ()
        if isinstance(body, dict) and set(body) == {"events"}:
            body, path = body["events"], ("events",)
        if not isinstance(body, list):
            return ParseResult((self._event(canon, integration, body, path, received_at),))
        if len(body) > ITEMS_LIMIT:
            return ParseResult((canon.unreadable("too_many_items", raw_body, joined(*path)),))
        events = [
            self._event(canon, integration, item, (*path, str(number)), received_at) for number, item in enumerate(body)
        ]
        return ParseResult(tuple(events))

    @staticmethod
    def _event(
        canon: Canon, integration: IntegrationRef, item: object, path: tuple[str, ...], received_at: datetime
    ) -> ChannelEvent:
        try:
            event = to_event(read_item(item), integration.brand, integration.id, received_at, integration.channel)
            if isinstance(event, ChannelEvent):
                return event
            reason, where = "conversion_not_taken_here", KIND
        except ValidationError as invalid:
            first = invalid.errors(include_url=False, include_context=False, include_input=False)[0]
            reason, where = first["type"][:64], KIND if first["type"] in NO_SUCH_KIND else first["loc"][1:]
        return canon.unreadable(reason, json.dumps(item).encode(), joined(*path, *where))

    async def send(
        self, outward: Outward, secrets: GenericSecrets, settings: GenericSettings, reply: OutboundReply
    ) -> SendResult:
        """Post the reply to `callback_url`; `webhook-id` is the reply's key, so the receiver can drop a second try."""
        body = {
            "kind": "reply",
            "id": reply.key,
            "contact": reply.contact,
            "text": reply.text,
            "visibility": reply.visibility,
            "thread": reply.thread,
            "reply_to": reply.reply_to,
            "subject_line": reply.subject_line,
        }
        return await call_back(outward, secrets, settings, reply.key, body)
