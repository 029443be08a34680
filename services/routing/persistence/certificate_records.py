"""Records of learning systems in MongoDB: one document each, written in the transaction of the employees it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session, Write
from services.routing.application.changes import EmployeeChange
from services.routing.application.ports import RecordStep
from services.routing.domain.certificate_record import CertificateRecord
from services.routing.persistence.employees import MongoEmployees


class MongoCertificateRecords:
    """The records of all brands."""

    def __init__(self, mongo: Mongo, employees: MongoEmployees) -> None:
        """Use `certificate_records`."""
        self._mongo = mongo
        self._employees = employees
        self._records = mongo.brand_collection("certificate_records")

    async def get_many(self, brand: str, system: str, external_ids: Sequence[str]) -> dict[str, CertificateRecord]:
        """Records of a system by their id there; unknown ones are left out."""
        found = await self._records.get_many((brand, _id(system, each)) for each in external_ids)
        return {document["external_id"]: _record(document) for document in found.values()}

    async def commit(self, brand: str, steps: Sequence[RecordStep], employees: Sequence[EmployeeChange]) -> None:
        """Write records with the employees they move in one transaction.

        Raises:
            VersionConflict: A record or an employee is not as it was read.
        """
        writes = [self._write(brand, step) for step in steps]

        async def work(session: Session) -> None:
            done = await self._records.write(writes, session=session)
            if done.duplicates or done.inserted + done.matched != len(writes):
                raise VersionConflict
            if employees:
                await self._employees.write(employees, session)

        await self._mongo.transaction(work)

    def _write(self, brand: str, step: RecordStep) -> Write:
        id_, document = _id(step.after.system, step.after.external_id), asdict(step.after)
        if step.before is None:
            return self._records.insert(brand, id_, document)
        where = {"revoked_because": step.before.revoked_because}
        return self._records.replace(brand, id_, document, where=where)


def _id(system: str, external_id: str) -> str:
    return f"{system}/{external_id}"


def _record(document: dict[str, Any]) -> CertificateRecord:
    return CertificateRecord(**{name: document[name] for name in CertificateRecord.__slots__})
