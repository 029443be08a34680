"""What the platform of each channel posts: its signature under given secrets, and a payload that would be taken."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping

from channels.signing import digest, sign_standard
from tests.e2e.rig import words
from tests.support.channels.accounts import recordings

Secrets = Mapping[str, str]
Sign = Callable[[Secrets, bytes, int], dict[str, str]]


def _standard(secrets: Secrets, body: bytes, at: int) -> dict[str, str]:
    return sign_standard(secrets["signing_secret"], "attack-1", at, body)


def _x(secrets: Secrets, body: bytes, _at: int) -> dict[str, str]:
    mark = base64.b64encode(digest(secrets["consumer_secret"].encode(), body)).decode()
    return {"x-twitter-webhooks-signature": f"sha256={mark}"}


def _meta(secrets: Secrets, body: bytes, _at: int) -> dict[str, str]:
    return {"x-hub-signature-256": "sha256=" + digest(secrets["app_secret"].encode(), body).hex()}


SIGN: dict[str, Sign] = {
    **dict.fromkeys(("generic", "email"), _standard),
    "x": _x,
    **dict.fromkeys(("messenger", "instagram", "whatsapp"), _meta),
}
TIMED = frozenset({"generic", "email"})
"""Channels whose signature says when it was made."""


def payload(channel: str) -> bytes:
    """A recorded payload of the channel; for the generic one, an item."""
    if channel == "generic":
        return json.dumps(words(1)).encode()
    return next(path for path in recordings() if path.parent.name == channel).read_bytes()


def media_type(channel: str) -> str:
    """What its platform says the payload is."""
    return "message/rfc822" if channel == "email" else "application/json"
