"""Certificates that a learning system of the brand reports."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from contracts.http.models import WriteModel
from contracts.http.moment import Moment
from contracts.http.routing.certificates import Reason
from contracts.http.routing.fields import Id, Text

ExternalId = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$", strict=True)]


class CertificateRecordCreate(WriteModel):
    """What the system knows of one certificate that somebody earned there."""

    external_id: ExternalId
    """The record, by its id in the system; the same id with other contents is refused."""
    employee: Id
    """Who earned it, by id."""
    certificate: Id
    """Which of the catalogue, by id; its definition is `importable`."""
    issued_at: Moment
    """When it was earned; not later than now."""
    expires_at: Moment | None = None
    """When it ends; null: as the catalogue says, from `issued_at` on."""
    evidence: Text
    """What shows it, such as the number of the record."""
    revoked_because: Reason | None = None
    """Why the system takes it back; it takes back what this record gave and nothing else. Null: it stands."""

    @model_validator(mode="after")
    def _ends_after_issue(self) -> CertificateRecordCreate:
        if self.expires_at is not None and self.expires_at <= self.issued_at:
            raise ValueError("a certificate ends after it was issued")
        return self


class CertificateImportCreate(WriteModel):
    """Up to 500 records of one system; each is checked for itself and has its own result."""

    system: Id
    """The learning system, always by the same name: its records are known by that and their id."""
    items: list[dict[str, Any]] = Field(min_length=1, max_length=500)
    """Records: `external_id`, `employee`, `certificate`, `issued_at`, `evidence`, perhaps `expires_at` and
    `revoked_because`."""
