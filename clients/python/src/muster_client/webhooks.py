"""Webhooks that Muster posts, checked as Standard Webhooks says: over the raw bytes, in constant time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from muster_client.errors import WebhookError

TOLERANCE_SECONDS = 300.0
PREFIX = "whsec_"
MOST_DIGITS = 12  # of a time in seconds


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook that Muster posted. `id` is the event's, the same in every try: what was seen is not done again."""

    id: str
    sent_at: datetime
    payload: Any


def verify_webhook(
    secrets: str | Sequence[str],
    headers: Mapping[str, str],
    raw_body: bytes,
    *,
    tolerance_seconds: float = TOLERANCE_SECONDS,
    now: datetime | None = None,
) -> Webhook:
    """Check a webhook and read it.

    `secrets` is the endpoint's secret (`whsec_…`), or all that count while it is rotated. `raw_body` is the body as it
    came: one that was parsed and written anew has another signature.

    Raises:
        WebhookError: It is not of Muster, or too old.
        ValueError: A secret is none.
    """
    fields = {name.lower(): value.strip() for name, value in headers.items()}
    id_, timestamp, given = (_field(fields, f"webhook-{name}") for name in ("id", "timestamp", "signature"))
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= MOST_DIGITS):
        raise WebhookError("timestamp_wrong", "webhook-timestamp is no time")
    signed = f"{id_}.{timestamp}.".encode("utf-8", "surrogatepass") + raw_body
    marks = [mark.removeprefix("v1,").encode("utf-8", "replace") for mark in given.split(" ") if mark.startswith("v1,")]
    right = [_mark(secret, signed) for secret in ([secrets] if isinstance(secrets, str) else secrets)]
    if not any([hmac.compare_digest(mark, each) for mark in marks for each in right]):
        raise WebhookError("signature_wrong", "no signature fits a secret")
    if abs((now or datetime.now(UTC)).timestamp() - int(timestamp)) > tolerance_seconds:
        raise WebhookError("timestamp_stale", "it is too old, or ahead")
    return Webhook(id_, datetime.fromtimestamp(int(timestamp), UTC), json.loads(raw_body))


def _field(fields: Mapping[str, str], name: str) -> str:
    value = fields.get(name)
    if not value:
        raise WebhookError("header_missing", f"{name} is missing")
    return value


def _mark(secret: str, signed: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ValueError("A secret is whsec_ and base64.")
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
