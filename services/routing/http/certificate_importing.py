"""The hook for learning systems: a result per record, as the import of employees has."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from pydantic import ValidationError

from chassis.auth import Caller
from chassis.http.scopes import needs
from contracts.http import routing as http
from services.routing.application.certificate_imports import NotTaken, Outcome
from services.routing.domain.certificate_record import CertificateRecord
from services.routing.http.dependencies import Running
from services.routing.http.importing import errors_of, refused

router = APIRouter()

IMPORT = "certificates:import"
NOT_TAKEN: Mapping[NotTaken, tuple[str, str]] = {
    "unknown_employee": ("/employee", "there is no such employee"),
    "unknown_certificate": ("/certificate", "there is no such certificate"),
    "not_importable": ("/certificate", "its definition lets no system give it"),
    "in_the_future": ("/issued_at", "lies ahead"),
    "other_contents": ("/external_id", "was reported before with other contents"),
    "revoked_by_person": ("/certificate", "was taken back by a person, and only a person gives it back"),
    "conflict": ("", "was changed by somebody else at the same moment"),
}
AS_IT_STANDS: frozenset[NotTaken] = frozenset({"other_contents", "revoked_by_person", "conflict"})


@router.post("/v1/certificates/import", **needs(IMPORT))
async def import_certificates(
    body: http.CertificateImportCreate, caller: Caller, routing: Running
) -> http.ImportResult:
    """Issue and take back what a learning system reports; the same record again changes nothing.

    Each item has its own result, whose `id` is the record's; a wrong one does not hold up the others.
    """
    results: dict[int, http.ImportedItem] = {}
    records: dict[str, tuple[int, CertificateRecord]] = {}
    for index, item in enumerate(body.items):
        try:
            written = http.CertificateRecordCreate.model_validate(item)
        except ValidationError as error:
            results[index] = refused(index, item.get("external_id"), errors_of(error))
            continue
        if written.external_id in records:
            twice = http.ItemError(pointer="/external_id", detail="is in this import already", code="duplicate")
            results[index] = refused(index, written.external_id, [twice])
            continue
        records[written.external_id] = index, CertificateRecord(body.system, **written.model_dump())
    outcomes = await routing.certificate_imports.take_over(
        caller.brand, [record for _, record in records.values()], caller.subject
    )
    for (index, record), outcome in zip(records.values(), outcomes, strict=True):
        results[index] = _result(index, record, outcome)
    return http.ImportResult(items=[results[index] for index in range(len(body.items))])


def _result(index: int, record: CertificateRecord, outcome: Outcome) -> http.ImportedItem:
    if outcome.refused is None:
        return http.ImportedItem(
            index=index, id=record.external_id, status=201 if outcome.new else 200, version=outcome.version
        )
    pointer, detail = NOT_TAKEN[outcome.refused]
    error = http.ItemError(pointer=pointer, detail=detail, code=outcome.refused)
    return http.ImportedItem(
        index=index,
        id=record.external_id,
        status=409 if outcome.refused in AS_IT_STANDS else 422,
        errors=[error],
    )
