"""Certificates from the domain to the bodies of the API, and back."""

from __future__ import annotations

from datetime import datetime

from contracts.http import routing as http
from services.routing.domain.certificate import Certificate, CertificateDefinition


def definition_view(definition: CertificateDefinition) -> http.CertificateDefinition:
    """A certificate of the catalogue as read."""
    fields = {name: getattr(definition, name) for name in CertificateDefinition.__slots__}
    return http.CertificateDefinition(
        **fields | {"skills": dict(definition.skills), "abilities": list(definition.abilities)}
    )


def definition_of(id_: str, written: http.CertificateDefinitionUpdate) -> CertificateDefinition:
    """A certificate of the catalogue from what was written."""
    abilities = tuple(dict.fromkeys(written.abilities))
    return CertificateDefinition(
        id_,
        written.name,
        written.level,
        written.valid_days,
        dict(written.skills),
        abilities,
        written.text,
        written.renews_before_days,
        written.importable,
    )


def held_view(held: Certificate, now: datetime) -> http.HeldCertificate:
    """A held certificate as read."""
    revoked = held.revoked
    return http.HeldCertificate(
        certificate=held.id,
        valid=held.valid(now),
        issued_at=held.issued_at,
        expires_at=held.expires_at,
        how=held.how,
        by=held.by,
        reason=held.reason,
        evidence=held.evidence,
        definition=held.definition,
        skills=dict(held.skills),
        abilities=list(held.abilities),
        system=held.system or None,
        renew_at=held.renew_at if held.revoked is None else None,
        revoked=http.ShownRevocation(at=revoked.at, by=revoked.by, why=revoked.why) if revoked else None,
    )
