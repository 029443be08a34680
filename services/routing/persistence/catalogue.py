"""The catalogue of certificates in MongoDB: one document per certificate and brand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session
from chassis.outbox import Outbox
from contracts.event import Event
from services.routing.domain.certificate import MAX_DEFINITIONS, CertificateDefinition


class MongoCatalogue:
    """The certificates of all brands."""

    def __init__(self, mongo: Mongo, outbox: Outbox) -> None:
        """Use `certificates`; `outbox` is of the same database."""
        self._mongo = mongo
        self._outbox = outbox
        self._certificates = mongo.brand_collection("certificates")

    async def definitions(self, brand: str) -> dict[str, CertificateDefinition]:
        """The brand's certificates by id."""
        documents = await self._certificates.find(brand, {}, sort=[("_id", 1)], limit=MAX_DEFINITIONS)
        return {document["id"]: _definition(document) for document in documents}

    async def named(self, brand: str, certificates: Iterable[str]) -> dict[str, CertificateDefinition]:
        """Those of some ids, by id."""
        documents = await self._certificates.get_many((brand, each) for each in certificates)
        return {id_: _definition(document) for (_, id_), document in documents.items()}

    async def put(self, brand: str, definition: CertificateDefinition, events: Sequence[Event]) -> None:
        """Store the next version with its events; raises VersionConflict when it is not at the version before."""
        before = definition.version - 1
        document = asdict(definition) | {"abilities": list(definition.abilities)}
        if before == 0:
            write = self._certificates.insert(brand, definition.id, document)
        else:
            write = self._certificates.replace(brand, definition.id, document, where={"version": before})

        async def work(session: Session) -> None:
            done = await self._certificates.write([write], session=session)
            if done.inserted + done.matched != 1:
                raise VersionConflict
            await self._outbox.add(events, session)

        await self._mongo.transaction(work)


def _definition(document: dict[str, Any]) -> CertificateDefinition:
    fields = {name: document[name] for name in CertificateDefinition.__slots__ if name in document}
    return CertificateDefinition(**{**fields, "abilities": tuple(document["abilities"])})
