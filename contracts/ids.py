"""Identifiers that are derived from what they name, so that a replay gives the same ones."""

from __future__ import annotations

import hashlib
from typing import NewType

BrandId = NewType("BrandId", str)
IntegrationId = NewType("IntegrationId", str)
ContactId = NewType("ContactId", str)
MessageId = NewType("MessageId", str)
ConversationId = NewType("ConversationId", str)
EmployeeId = NewType("EmployeeId", str)
IncidentId = NewType("IncidentId", str)
EventId = NewType("EventId", str)

DERIVED_ID_HEX = 32  # 128 bits of SHA-256: no collision before 2^64 events of one brand


def derived_id(*parts: str) -> str:
    """Hash the parts to a stable id of 32 hex digits; lengths are hashed too, so ("ab", "c") and ("a", "bc") differ."""
    joined = "".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:DERIVED_ID_HEX]
