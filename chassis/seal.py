"""Encrypts small secrets at rest and on the wire: AES-256-GCM with the place of use bound into the tag."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12  # NIST SP 800-38D's recommended length
VERSION = "v1."


class SealBroken(Exception):
    """The text was not sealed under this key for this place, or was changed."""


class Sealer:
    """Seals under one key. A sealed text opens only with the same `context`, so it cannot be moved elsewhere."""

    def __init__(self, key: bytes) -> None:
        """`key` is 32 bytes."""
        self._aead = AESGCM(key[:32])

    def seal(self, secrets: dict[str, Any], context: str) -> str:
        """Encrypt a small JSON object for one place, such as `brand/integration`."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._aead.encrypt(nonce, json.dumps(secrets).encode(), context.encode())
        return VERSION + base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, text: str, context: str) -> dict[str, Any]:
        """Decrypt; raises SealBroken when key, context or text do not fit."""
        if not text.startswith(VERSION):
            raise SealBroken("not a sealed text of this version")
        try:
            raw = base64.urlsafe_b64decode(text[len(VERSION) :])
            opened: dict[str, Any] = json.loads(
                self._aead.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode())
            )
        except (InvalidTag, ValueError) as broken:
            raise SealBroken("the sealed text does not open with this key here") from broken
        return opened
