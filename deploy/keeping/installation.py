"""What is backed up and restored: one MongoDB and one Kafka, and what of them belongs to Muster."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.settings import CommonSettings
from gateway.persistence.backups import NAME as BACKUPS
from gateway.persistence.base import PLATFORM

SERVICES = ("gateway", "inbox", "routing", "crisis", "analytics")
OF_A_MOMENT = frozenset({"leases", "offsets", "sessions", "sign_ins", "tickets", BACKUPS})
"""Collections that no backup has: who is signed in, which process holds what, places in one log, and its backups."""
WITHOUT_BRAND = frozenset({"idempotency"})
"""Collections whose documents are of no brand, left out of the backup of one."""
WRITTEN_LAST = ("outbox", "timers", "audit_unchained")
"""Collections by which a service that runs already acts on what is restored."""
BRAND_HEADER = "brand"


@dataclass(frozen=True, slots=True)
class Installation:
    """Where an installation keeps its data; `seal_key` opens the secrets of its integrations."""

    mongo: str
    kafka: str
    prefix: str
    seal_key: bytes = field(repr=False)

    @classmethod
    def of(cls, common: CommonSettings) -> Installation:
        """The installation that settings name."""
        return cls(common.mongo, common.kafka, common.prefix, common.seal_key.get_secret_value())

    def database(self, service: str) -> str:
        """The name of a service's database."""
        return f"{self.prefix}muster_{service}".replace(".", "_")

    def seal_mark(self) -> str:
        """Tells seal keys apart without telling them."""
        return hashlib.sha256(b"muster backup " + self.seal_key).hexdigest()[:16]


def of_brand(collection: str, brand: str | None) -> Mapping[str, Any]:
    """The condition on documents that belong to a brand; None is all of them."""
    if brand is None:
        return {}
    if collection == "registry":
        return {"brand": PLATFORM, "id": brand}
    if collection == "outbox":
        return {"records.headers": {"$elemMatch": {"name": BRAND_HEADER, "value": brand.encode()}}}
    return {"brand": brand}
