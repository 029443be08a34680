"""The WhatsApp channel: Meta's signature and handshake, and sending text over the Cloud API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from channels import meta_webhook
from channels.destinations import PlatformApi
from channels.meta_webhook import MetaSecrets
from channels.ports import Abilities, ChannelSettings, HandshakeAnswer, IntegrationRef, ParseResult
from channels.posting import json_body, post_once
from channels.sending import Headers, OutboundReply, Outward, SendFailed, SendResult
from channels.whatsapp.changes import parse_changes
from channels.whatsapp.contacts import is_user_id

_TEXT_LIMIT = 4096  # characters of a text body, Cloud API reference


class WhatsAppSettings(ChannelSettings):
    """`phone_number_id` is the number we answer from: messages to other numbers of the account are left aside."""

    phone_number_id: str = Field(pattern=r"^[\w.-]{1,64}$")
    api_base: str = Field(default="https://graph.facebook.com/v23.0", max_length=512)


class WhatsAppChannel:
    """Verify, handshake, parse and send for the Cloud API."""

    name = "whatsapp"
    title = "WhatsApp"
    abilities = Abilities(
        frozenset({"message", "edit", "delete", "reaction", "receipt", "echo", "contact_moved"}),
        frozenset({"private"}),
        reply_characters=_TEXT_LIMIT,
    )
    publishing = None
    withdrawing = None
    settings_model = WhatsAppSettings
    secrets_model = MetaSecrets
    destinations = (PlatformApi(meta_webhook.API_BASES, ("access_token",)),)

    def new_secrets(self) -> Mapping[str, str]:
        """See channels.meta_webhook."""
        return meta_webhook.new_verify_token()

    def verify(self, secrets: MetaSecrets, headers: Headers, raw_body: bytes, _now: datetime) -> None:
        """See channels.meta_webhook."""
        meta_webhook.verify(secrets, headers, raw_body)

    def handshake(
        self, secrets: MetaSecrets, method: str, query: Mapping[str, str], _headers: Headers, _body: bytes
    ) -> HandshakeAnswer | None:
        """See channels.meta_webhook."""
        return meta_webhook.handshake(secrets, method, query)

    def parse(
        self, integration: IntegrationRef, raw_body: bytes, _headers: Headers, received_at: datetime
    ) -> ParseResult:
        """See channels.whatsapp.changes."""
        settings = integration.settings
        own = settings.phone_number_id if isinstance(settings, WhatsAppSettings) else ""
        return parse_changes(integration, own, raw_body, received_at)

    async def send(
        self, outward: Outward, secrets: MetaSecrets, settings: WhatsAppSettings, reply: OutboundReply
    ) -> SendResult:
        """Send text; our key travels as opaque data that statuses bring back. The API takes no idempotency key.

        A number goes into `to`, a user id into `recipient`; the number where there is one, as the platform recommends.
        """
        if len(reply.text) > _TEXT_LIMIT:
            return SendFailed("text_too_long")
        message: dict[str, object] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **_receiver(reply),
            "type": "text",
            "text": {"body": reply.text, "preview_url": False},
            "biz_opaque_callback_data": reply.key,
        }
        if reply.reply_to:
            message["context"] = {"message_id": reply.reply_to}
        return await post_once(
            outward,
            f"{settings.api_base.rstrip('/')}/{settings.phone_number_id}/messages",
            json_body(message),
            {"authorization": f"Bearer {secrets.access_token}", "content-type": "application/json"},
            keyed=False,
            verdict=lambda answer: meta_webhook.verdict(answer, "messages", "id"),
        )


def _receiver(reply: OutboundReply) -> dict[str, str]:
    numbers = [each for each in (reply.contact, *reply.also_known_as) if not is_user_id(each)]
    return {"to": numbers[0]} if numbers else {"recipient": reply.contact}
