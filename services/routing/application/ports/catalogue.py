"""The catalogue of certificates."""

from __future__ import annotations

from typing import Protocol

from services.routing.domain.certificate import CertificateDefinition


class CertificateCatalogue(Protocol):
    """The certificates that brands have defined, some hundreds at most."""

    async def definitions(self, brand: str) -> dict[str, CertificateDefinition]:
        """The brand's certificates by id."""
        ...

    async def put(self, brand: str, definition: CertificateDefinition, expected: int) -> CertificateDefinition:
        """Store a definition as the next version; raises VersionConflict when it is not at `expected` (0: new)."""
        ...
