"""The id of a streamed event: where the reader stands in every partition afterwards, so that it can go on from there.

A vector of next offsets, one per partition in a fixed order, as varints (LEB128) behind a version byte, in base64url.
It says nothing about anybody: any stream of any brand may resume from it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

VERSION = 1
LARGEST_OFFSET = 2**63 - 1
LONGEST_ID = 4096  # characters; a few hundred partitions fit, a flood of them does not


class BadPosition(ValueError):
    """The text is no position this gateway could have given."""


def encode(offsets: Sequence[int]) -> str:
    """Write next offsets, in the order of the partitions, as one short text."""
    raw = bytearray((VERSION,))
    for offset in offsets:
        remaining = offset
        while remaining > 0x7F:
            raw.append(remaining & 0x7F | 0x80)
            remaining >>= 7
        raw.append(remaining)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str, partitions: int) -> list[int]:
    """Read a position of this many partitions; raise `BadPosition` for anything `encode` could not have written."""
    if len(text) > LONGEST_ID:
        raise BadPosition("too long")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadPosition("not base64url") from error
    if not raw or raw[0] != VERSION:
        raise BadPosition("unknown version")
    offsets = _varints(raw[1:])
    if len(offsets) != partitions:
        raise BadPosition("another number of partitions")
    if encode(offsets) != text:
        raise BadPosition("written another way")
    return offsets


def _varints(raw: bytes) -> list[int]:
    values: list[int] = []
    value = shift = 0
    for byte in raw:
        value |= (byte & 0x7F) << shift
        if value > LARGEST_OFFSET:
            raise BadPosition("an offset is too large")
        if byte & 0x80:
            shift += 7
            continue
        values.append(value)
        value = shift = 0
    if shift:
        raise BadPosition("cut off")
    return values
