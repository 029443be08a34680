"""Records of a learning system: that somebody earned a certificate there, or that it was taken back there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.routing.domain.certificate import Certificate, CertificateDefinition, Revocation, issue, with_earned

RecordRefusal = Literal["other_contents", "revoked_by_person", "unknown_certificate", "not_importable", "in_the_future"]


class RecordRefused(Exception):
    """What a record says cannot be taken over; `code` says why."""

    def __init__(self, code: RecordRefusal) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """One record of a system, by its own id there. `revoked_because` None: it stands; it is never undone."""

    system: str
    external_id: str
    employee: str
    certificate: str
    issued_at: datetime
    expires_at: datetime | None
    evidence: str
    revoked_because: str | None = None


def merged(known: CertificateRecord | None, new: CertificateRecord) -> CertificateRecord:
    """What is known of a record after it came again; what was taken back once stays so, in whichever order they come.

    Raises:
        RecordRefused: It came before with other contents.
    """
    if known is None:
        return new
    if replace(known, revoked_because=None) != replace(new, revoked_because=None):
        raise RecordRefused("other_contents")
    return known if known.revoked_because is not None else new


def taken_over(
    held: tuple[Certificate, ...],
    record: CertificateRecord,
    definition: CertificateDefinition | None,
    now: datetime,
    by: str,
) -> tuple[Certificate, ...]:
    """The certificates somebody holds after a record that is new; what a person revoked stays revoked.

    Raises:
        RecordRefused: The catalogue does not let a system give it, it lies ahead, or a person revoked it.
    """
    if record.revoked_because is not None:
        revocation = Revocation(now, by, record.revoked_because, record.system)
        return tuple(replace(each, revoked=revocation) if _given_by(each, record) else each for each in held)
    if definition is None:
        raise RecordRefused("unknown_certificate")
    if not definition.importable:
        raise RecordRefused("not_importable")
    if record.issued_at > now:
        raise RecordRefused("in_the_future")
    if any(each.id == definition.id and each.revoked is not None and not each.revoked.system for each in held):
        raise RecordRefused("revoked_by_person")
    new = issue(definition, record.issued_at, "import", by, evidence=record.evidence, expires_at=record.expires_at)
    return with_earned(held, replace(new, system=record.system, external_id=record.external_id), now)


def _given_by(held: Certificate, record: CertificateRecord) -> bool:
    return held.revoked is None and (held.system, held.external_id) == (record.system, record.external_id)
