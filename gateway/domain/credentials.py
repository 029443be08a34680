"""API keys: `mst_<brand>_<key id>_<secret>`. Shown once; only a hash of the whole key is stored.

The secret has 160 bits of randomness, so a plain SHA-256 is enough: there is nothing to guess that a slow hash would
protect. The prefix lets scanners of leaked secrets find one, and the key id lets people name one without showing it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.names import BRAND_PATTERN

PREFIX = "mst"
KEY_ID_BYTES = 5  # 8 characters of base32: enough to name a brand's keys
SECRET_BYTES = 20  # 160 bits, 32 characters of base32

_BRAND = BRAND_PATTERN.strip("^$")
_KEY = re.compile(rf"mst_({_BRAND})_([a-z2-7]{{8}})_([a-z2-7]{{32}})")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A well-formed key: whose it claims to be, which one, and the whole text."""

    brand: str
    key_id: str
    text: str

    @property
    def digest(self) -> str:
        """What is stored of the key: the SHA-256 of its whole text, as hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def matches(self, digest: str) -> bool:
        """Whether a stored digest is this key's, in constant time."""
        return hmac.compare_digest(self.digest, digest)


def make_key(brand: str, randomness: bytes) -> ApiKey:
    """Make a key of a brand from `KEY_ID_BYTES + SECRET_BYTES` random bytes."""
    if len(randomness) != KEY_ID_BYTES + SECRET_BYTES:
        raise ValueError(f"a key needs {KEY_ID_BYTES + SECRET_BYTES} random bytes")
    key_id = _base32(randomness[:KEY_ID_BYTES])
    return ApiKey(brand, key_id, f"{PREFIX}_{brand}_{key_id}_{_base32(randomness[KEY_ID_BYTES:])}")


def read_key(text: str) -> ApiKey | None:
    """Read a key as presented, or None when it has not the shape of one."""
    match = _KEY.fullmatch(text)
    return ApiKey(match[1], match[2], text) if match else None


def usable(*, revoked_at: datetime | None, expires_at: datetime | None, now: datetime) -> bool:
    """Whether a key may still be used."""
    return revoked_at is None and (expires_at is None or now < expires_at)


def random_slug(randomness: bytes) -> str:
    """A short readable name from random bytes: lower-case base32."""
    return _base32(randomness)


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
