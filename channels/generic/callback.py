"""What is posted to the callback of a generic integration: replies, and where it takes them posts and withdrawals."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from channels import signing
from channels.generic.settings import GenericSecrets, GenericSettings
from channels.posting import answered, field_of, json_body, post_once
from channels.sending import HttpAnswer, OutboundPost, Outward, SendFailed, SendResult, Sent
from channels.withdrawing import CannotBeWithdrawn, SentReply, Withdrawn, WithdrawResult


async def call_back(
    outward: Outward,
    secrets: GenericSecrets,
    settings: GenericSettings,
    key: str,
    body: Mapping[str, Any],
    *,
    keyed: bool = True,
) -> SendResult:
    """Post to `callback_url`, signed; `webhook-id` is the key, so that the receiver can drop a second try.

    `keyed`: an outcome that is not known is told as one to try again.
    """
    if settings.callback_url is None:
        return SendFailed("no_callback_url")
    content = json_body(body)
    headers = signing.sign_standard(secrets.signing_secret, key, int(time.time()), content)
    headers["content-type"] = "application/json"

    def verdict(answer: HttpAnswer) -> SendResult | None:
        if 200 <= answer.status < 300:
            return Sent((field_of(answered(answer), "external_id") or key)[:512])
        return None

    return await post_once(outward, settings.callback_url, content, headers, keyed=keyed, verdict=verdict)


class CallbackPublishing:
    """See channels.beside_replies.Publishing: the callback gets a post, where its settings allow it."""

    def takes(self, settings: GenericSettings) -> bool:
        """Where there is a callback and it takes them."""
        return settings.takes_posts and settings.callback_url is not None

    def limit(self, _settings: GenericSettings) -> None:
        """The receiver decides."""

    def length(self, text: str) -> int:
        """Characters."""
        return len(text)

    async def publish(
        self, outward: Outward, secrets: GenericSecrets, settings: GenericSettings, post: OutboundPost
    ) -> SendResult:
        """Hand the post to the callback."""
        body = {"kind": "post", "id": post.key, "text": post.text, "language": post.language}
        return await call_back(outward, secrets, settings, post.key, body)


class CallbackWithdrawing:
    """See channels.beside_replies.Withdrawing: the callback hears which reply to delete, where its settings allow it.

    410 says that the reply is not there any more, 409 that it cannot be deleted.
    """

    def takes(self, settings: GenericSettings) -> bool:
        """Where there is a callback and it takes them."""
        return settings.takes_withdrawals and settings.callback_url is not None

    async def withdraw(
        self, outward: Outward, secrets: GenericSecrets, settings: GenericSettings, sent: SentReply
    ) -> WithdrawResult:
        """Ask the callback to delete a reply."""
        key = f"withdraw-{sent.key}"
        body = {
            "kind": "withdrawal",
            "id": key,
            "reply": sent.key,
            "external_id": sent.external_id,
            "contact": sent.contact,
            "visibility": sent.visibility,
            "thread": sent.thread,
        }
        result = await call_back(outward, secrets, settings, key, body, keyed=False)
        if isinstance(result, Sent) or result == SendFailed("http_410"):
            return Withdrawn()
        return CannotBeWithdrawn("http_409") if result == SendFailed("http_409") else result
