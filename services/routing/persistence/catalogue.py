"""The catalogue of certificates in MongoDB: one document per certificate and brand."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo
from services.routing.domain.certificate import CertificateDefinition

CERTIFICATES = 500  # of one brand


class MongoCatalogue:
    """The certificates of all brands."""

    def __init__(self, mongo: Mongo) -> None:
        """Use `certificates`."""
        self._certificates = mongo.brand_collection("certificates")

    async def definitions(self, brand: str) -> dict[str, CertificateDefinition]:
        """The brand's certificates by id."""
        documents = await self._certificates.find(brand, {}, sort=[("_id", 1)], limit=CERTIFICATES)
        return {document["id"]: _definition(document) for document in documents}

    async def put(self, brand: str, definition: CertificateDefinition, expected: int) -> CertificateDefinition:
        """Store a definition as the next version; raises VersionConflict when it is not at `expected`."""
        stored = replace(definition, version=expected + 1)
        document = asdict(stored) | {"abilities": list(stored.abilities)}
        if expected == 0:
            write = self._certificates.insert(brand, stored.id, document)
        else:
            write = self._certificates.replace(brand, stored.id, document, where={"version": expected})
        done = await self._certificates.write([write])
        if done.inserted + done.matched != 1:
            raise VersionConflict
        return stored


def _definition(document: dict[str, Any]) -> CertificateDefinition:
    fields = {name: document[name] for name in CertificateDefinition.__slots__ if name in document}
    return CertificateDefinition(**{**fields, "abilities": tuple(document["abilities"])})
