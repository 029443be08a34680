"""Tickets for the stream: one use, for browsers, whose `EventSource` sends no credential: `mtk_<brand>_<secret>`.

A ticket stands in an address, which ends up in logs and histories; used once and a minute old at most, it is worth
nothing there. The secret has 160 bits of randomness and only its hash is stored, as with keys.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from gateway.domain.names import BRAND_PATTERN

SECONDS = 60
SECRET_BYTES = 20
_TICKET = re.compile(rf"mtk_({BRAND_PATTERN.strip('^$')})_[a-z2-7]{{32}}")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A well-formed ticket: whose it claims to be, and the whole text."""

    brand: str
    text: str

    @property
    def digest(self) -> str:
        """What is stored of it: the SHA-256 of its whole text, as hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def make_ticket(brand: str, randomness: bytes) -> Ticket:
    """Make a ticket from `SECRET_BYTES` random bytes."""
    if len(randomness) != SECRET_BYTES:
        raise ValueError(f"a ticket needs {SECRET_BYTES} random bytes")
    return Ticket(brand, f"mtk_{brand}_{base64.b32encode(randomness).decode().lower()}")


def read_ticket(text: str) -> Ticket | None:
    """Read a ticket as presented, or None when it has not the shape of one."""
    match = _TICKET.fullmatch(text)
    return Ticket(match[1], text) if match else None
