"""Records of learning systems, each written with the employees it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.routing.application.changes import EmployeeChange
from services.routing.domain.certificate_record import CertificateRecord


@dataclass(frozen=True, slots=True)
class RecordStep:
    """A record as it was read (None: new) and as it is wanted."""

    before: CertificateRecord | None
    after: CertificateRecord


class CertificateRecords(Protocol):
    """The records of all brands, by system and the id they have there."""

    async def get_many(self, brand: str, system: str, external_ids: Sequence[str]) -> dict[str, CertificateRecord]:
        """Records of a system by their id there; unknown ones are left out."""
        ...

    async def commit(self, brand: str, steps: Sequence[RecordStep], employees: Sequence[EmployeeChange]) -> None:
        """Write records with the employees they move: all of it or nothing.

        Raises:
            VersionConflict: A record or an employee is not as it was read.
        """
