"""Signatures over raw bytes: HMAC-SHA256 in constant time, and Standard Webhooks with key rotation."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets as randomness
from collections.abc import Iterable
from datetime import datetime

from channels.ports import SignatureMissing, SignatureStale, SignatureWrong
from channels.sending import Headers

TOLERANCE_SECONDS = 300  # Standard Webhooks libraries: five minutes, both ways
SECRET_PREFIX = "whsec_"  # noqa: S105 - the public prefix of the specification, not a secret
_SECRET_BYTES = (16, 128)  # shorter ones can be guessed (the specification asks for 24 to 64), longer are a mistake
_HEADER_LIMIT = 4096  # characters of one signature header; more is no signature


def digest(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256."""
    return hmac.digest(key, message, hashlib.sha256)


def header(headers: Headers, name: str) -> str:
    """A header a signature needs.

    Raises:
        SignatureMissing: it is absent or empty.
        SignatureWrong: it is far too long.
    """
    value = headers.get(name, "").strip()
    if not value:
        raise SignatureMissing(name)
    if len(value) > _HEADER_LIMIT:
        raise SignatureWrong(name)
    return value


def equal_in_constant_time(given: str, expected: str) -> bool:
    """Compare in constant time; never raises on odd characters."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


def new_secret() -> str:
    """A fresh Standard Webhooks secret of 32 random bytes."""
    return SECRET_PREFIX + base64.b64encode(randomness.token_bytes(32)).decode()


def secret_key(secret: str) -> bytes:
    """The key bytes of a secret, written `whsec_<base64>`; the prefix may be missing.

    Raises:
        ValueError: not base64, or of a length nobody should use.
    """
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("must be whsec_ and base64") from None
    if not _SECRET_BYTES[0] <= len(key) <= _SECRET_BYTES[1]:
        raise ValueError("must be 16 to 128 bytes in base64")
    return key


def sign_standard(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three Standard Webhooks headers for a body."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": "v1," + base64.b64encode(digest(secret_key(secret), signed)).decode(),
    }


def verify_standard(secrets: Iterable[str], headers: Headers, raw_body: bytes, now: datetime) -> None:
    """Check Standard Webhooks headers under any of the current secrets (two while a key is rotated).

    Raises:
        SignatureMissing, SignatureWrong, SignatureStale: the request is refused.
    """
    message_id = header(headers, "webhook-id")
    timestamp = header(headers, "webhook-timestamp")
    given = [mark[3:] for mark in header(headers, "webhook-signature").split(" ") if mark.startswith("v1,")]
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise SignatureWrong("webhook-timestamp")
    signed = f"{message_id}.{timestamp}.".encode("utf-8", "surrogatepass") + raw_body
    expected = [base64.b64encode(digest(secret_key(secret), signed)).decode() for secret in secrets]
    if not any([equal_in_constant_time(mark, right) for mark in given for right in expected]):
        raise SignatureWrong("webhook-signature")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        raise SignatureStale("webhook-timestamp")
