"""What all of Meta's webhooks share: the signature over the raw body, the subscription handshake, and error codes."""

from __future__ import annotations

import re
import secrets as randomness
from collections.abc import Mapping

from channels import signing
from channels.ports import ChannelSecrets, HandshakeAnswer, SignatureWrong
from channels.posting import LIMITED_SECONDS, RETRY_SECONDS, answered, field_of, sent_with
from channels.secrets import PlatformSecret
from channels.sending import Headers, HttpAnswer, RetryLater, SendFailed, SendResult

API_BASES = ("https://graph.facebook.com", "https://graph.instagram.com")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,128}")  # real ones are about ten digits; what we repeat is never markup
_LIMITED = frozenset({"4", "17", "32", "613", "80006", "80007", "130429", "131048", "131056"})
"""Rate limits of the Graph API, Messenger, Instagram and WhatsApp: refused, to be tried again."""


class MetaSecrets(ChannelSecrets):
    """`app_secret` signs webhooks, `verify_token` is ours for the handshake, `access_token` is for sending."""

    app_secret: PlatformSecret
    verify_token: PlatformSecret
    access_token: PlatformSecret


def new_verify_token() -> dict[str, str]:
    """The verify token is ours to make; the rest comes from Meta."""
    return {"verify_token": randomness.token_urlsafe(24)}


def verify(secrets: MetaSecrets, headers: Headers, raw_body: bytes) -> None:
    """Check `X-Hub-Signature-256: sha256=<hex HMAC-SHA256 of the raw body under the app secret>`.

    Raises:
        SignatureMissing, SignatureWrong: the request is refused.
    """
    given = signing.header(headers, "x-hub-signature-256")
    if not signing.equal_in_constant_time(
        given, "sha256=" + signing.digest(secrets.app_secret.encode(), raw_body).hex()
    ):
        raise SignatureWrong("x-hub-signature-256")


def handshake(secrets: MetaSecrets, method: str, query: Mapping[str, str]) -> HandshakeAnswer | None:
    """Echo the challenge of a subscription whose verify token is ours; 403 for another token or an odd challenge."""
    if method != "GET" or query.get("hub.mode") != "subscribe":
        return None
    challenge = query.get("hub.challenge", "")
    is_ours = signing.equal_in_constant_time(query.get("hub.verify_token", ""), secrets.verify_token)
    if not is_ours or not _CHALLENGE.fullmatch(challenge):
        return HandshakeAnswer(403, b"")
    return HandshakeAnswer(200, challenge.encode())


def verdict(answer: HttpAnswer, *path: str) -> SendResult | None:
    """The id at `path` when taken; otherwise what Meta's own error code says."""
    if sent := sent_with(answer, *path):
        return sent
    content = answered(answer)
    error = content.get("error")
    code = field_of(content, "error", "code")
    if code is None or not isinstance(error, dict) or answer.status < 400:
        return None
    if code in _LIMITED:
        return RetryLater(LIMITED_SECONDS, f"meta_{code}"[:64])
    if error.get("is_transient") is True:
        return RetryLater(RETRY_SECONDS, f"meta_{code}"[:64])
    return SendFailed(f"meta_{code}"[:64]) if answer.status < 500 else None
