"""Links that say by themselves whose they are: a brand and an id with a tag that only our processes can make.

A link stands in a mail or a chat, where whoever reads it may use it; what it lets them do, and how often, is for the
service whose id it carries to decide.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

TAG_BYTES = 16  # 128 bits: not to be guessed by asking
NOTICE_LINKS = "notices"
"""The purpose of links by which people answer what they were told."""
_ID = re.compile(r"[0-9a-f]{32}")
_TEXT = re.compile(r"([a-z0-9][a-z0-9-]{0,62})_([a-z2-7]{52})")


@dataclass(frozen=True, slots=True)
class Link:
    """What a link carries: the brand, and the id of what it is about (32 hexadecimal digits)."""

    brand: str
    id: str


class SignedLinks:
    """Makes and reads the links of one purpose: a link made for another does not read."""

    def __init__(self, key: bytes, purpose: str) -> None:
        """`key` is one that all processes share."""
        self._key = hmac.digest(key, f"signed links: {purpose}".encode(), hashlib.sha256)

    def make(self, link: Link) -> str:
        """The text of a link, safe in a path; raises ValueError for an id that is no derived one."""
        if not _ID.fullmatch(link.id):
            raise ValueError("the id of a link is 32 hexadecimal digits")
        packed = base64.b32encode(bytes.fromhex(link.id) + self._tag(link)).decode().lower().rstrip("=")
        return f"{link.brand}_{packed}"

    def read(self, text: str) -> Link | None:
        """What a text carries; None where it was not made here for this purpose."""
        match = _TEXT.fullmatch(text)
        if match is None:
            return None
        try:
            packed = base64.b32decode(match[2].upper() + "====")
        except ValueError:
            return None
        link = Link(match[1], packed[:16].hex())
        if not hmac.compare_digest(packed[16:], self._tag(link)) or self.make(link) != text:
            return None
        return link

    def _tag(self, link: Link) -> bytes:
        return hmac.digest(self._key, f"{link.brand}/{link.id}".encode(), hashlib.sha256)[:TAG_BYTES]
