"""The Messenger and Instagram channels: verify, handshake and send; one platform under two names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from channels import meta_webhook
from channels.destinations import PlatformApi
from channels.meta.entries import OwnSide, parse_entries
from channels.meta.publishing import PagePublishing, headers_of
from channels.meta.settings import MetaSettings
from channels.meta.withdrawing import CommentWithdrawing
from channels.meta_webhook import MetaSecrets
from channels.ports import Abilities, HandshakeAnswer, IntegrationRef, ParseResult
from channels.posting import json_body, post_once
from channels.sending import Headers, OutboundReply, Outward, SendResult


class MessengerChannel:
    """Messenger and the Page's comments."""

    name = "messenger"
    title = "Messenger and Facebook comments"
    abilities = Abilities(
        frozenset({"message", "edit", "delete", "reaction", "receipt", "echo", "thread_control"}),
        frozenset({"public", "private"}),
        publishes=True,
        withdraws=frozenset({"public"}),
    )
    platform_object = "page"
    comment_replies = "comments"  # the edge under a comment that takes an answer
    publishing: PagePublishing | None = PagePublishing()
    withdrawing = CommentWithdrawing()
    settings_model = MetaSettings
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
        """See channels.meta.entries."""
        settings = integration.settings
        own = OwnSide(settings.account_id, settings.app_id) if isinstance(settings, MetaSettings) else OwnSide()
        return parse_entries(integration, own, self.platform_object, raw_body, received_at)

    async def send(
        self, outward: Outward, secrets: MetaSecrets, settings: MetaSettings, reply: OutboundReply
    ) -> SendResult:
        """A private reply goes to the person, a public one under the comment. Meta takes no key for either."""
        base = settings.api_base.rstrip("/")
        if reply.visibility == "private":
            url, path = f"{base}/{settings.account_id}/messages", "message_id"
            message: dict[str, object] = {
                "recipient": {"id": reply.contact},
                "messaging_type": "RESPONSE",
                "message": {"text": reply.text},
            }
        else:
            target = quote(reply.reply_to or reply.thread or "", safe="")
            url, path = f"{base}/{target}/{self.comment_replies}", "id"
            message = {"message": reply.text}
        return await post_once(
            outward,
            url,
            json_body(message),
            headers_of(secrets),
            keyed=False,
            verdict=lambda answer: meta_webhook.verdict(answer, path),
        )


class InstagramChannel(MessengerChannel):
    """Instagram messages and comments, in the same envelope."""

    name = "instagram"
    title = "Instagram"
    platform_object = "instagram"
    comment_replies = "replies"
    abilities = replace(MessengerChannel.abilities, publishes=False)
    publishing = None
