"""Sessions of people in browsers. A session's id is `mss_<brand>_<secret>` and counts in its cookie alone.

The secret has 160 bits of randomness and only a hash of the whole id is stored, as with keys. The brand says where to
look and counts for nothing until the session is found there (ADR 0020).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.domain.names import BRAND_PATTERN

SECRET_BYTES = 20
PREFIX = "mss_"
_SESSION = re.compile(rf"mss_({BRAND_PATTERN.strip('^$')})_[a-z2-7]{{32}}")


@dataclass(frozen=True, slots=True)
class SessionId:
    """A well-formed id of a session: whose it claims to be, and the whole text."""

    brand: str
    text: str

    @property
    def digest(self) -> str:
        """What is stored of it: the SHA-256 of its whole text, as hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def csrf_token(self) -> str:
        """What a page of ours sends with a command: it follows from the id, and the id does not follow from it."""
        return hmac.digest(self.text.encode(), b"muster csrf", "sha256").hex()

    def accepts(self, csrf_token: str) -> bool:
        """Whether this is the session's CSRF token, in constant time."""
        return hmac.compare_digest(self.csrf_token.encode(), csrf_token.encode(errors="replace"))


def make_session_id(brand: str, randomness: bytes) -> SessionId:
    """Make an id from `SECRET_BYTES` random bytes."""
    if len(randomness) != SECRET_BYTES:
        raise ValueError(f"a session needs {SECRET_BYTES} random bytes")
    return SessionId(brand, f"{PREFIX}{brand}_{base64.b32encode(randomness).decode().lower()}")


def read_session_id(text: str) -> SessionId | None:
    """Read an id as presented, or None when it has not the shape of one."""
    match = _SESSION.fullmatch(text)
    return SessionId(match[1], text) if match else None


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long sessions last: `idle` after the last request, `absolute` after the sign-in whatever is requested."""

    idle: timedelta
    absolute: timedelta

    def ends_at(self, started_at: datetime, seen_at: datetime) -> datetime:
        """When a session ends unless it is used again."""
        return min(seen_at + self.idle, started_at + self.absolute)


REFRESH_AHEAD = timedelta(seconds=60)  # of the token's end: time for a try and another


def refresh_at(now: datetime, fresh_until: datetime) -> datetime:
    """When to ask the issuer again: a minute before its token ends, or in the middle of a short one's life."""
    return max(fresh_until - REFRESH_AHEAD, now + (fresh_until - now) / 2)
