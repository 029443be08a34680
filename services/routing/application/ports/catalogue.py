"""The catalogue of certificates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from contracts.event import Event
from services.routing.domain.certificate import CertificateDefinition


class CertificateCatalogue(Protocol):
    """The certificates that brands have defined, `MAX_DEFINITIONS` each at most."""

    async def definitions(self, brand: str) -> dict[str, CertificateDefinition]:
        """The brand's certificates by id."""
        ...

    async def named(self, brand: str, certificates: Iterable[str]) -> dict[str, CertificateDefinition]:
        """Those of some ids, by id; unknown ones are left out."""
        ...

    async def put(self, brand: str, definition: CertificateDefinition, events: Sequence[Event]) -> None:
        """Store the next version of a definition with its events, or nothing.

        Raises:
            VersionConflict: It is not at the version before.
        """
