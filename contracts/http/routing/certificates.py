"""Certificates: the catalogue, and what an employee holds of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, model_validator

from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment
from contracts.http.routing.fields import Flag, Id, Level, Text
from contracts.http.shown import ShownVersion

AbilityName = Literal["listen", "share", "answer_as_oneself", "speak_for_brand", "crisis_volunteer"]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$", strict=True)]


class CertificateDefinitionUpdate(WriteModel):
    """What a certificate is and gives; it holds for those that are issued from then on."""

    name: Text
    """What people call it, such as `Speaks for the brand`."""
    level: Level
    """How far it stands in the house's own order, 1 to 5."""
    valid_days: Annotated[int, Field(strict=True, ge=1, le=36_500)] | None
    """How many days it is valid from its issue; null: for ever."""
    skills: dict[Id, Level] = Field(max_length=50)
    """Skills that it gives, with their level; who has the skill at a higher level keeps that."""
    abilities: list[AbilityName] = Field(max_length=5)
    """What its holder may do: `listen`, `share`, `answer_as_oneself`, `speak_for_brand`, `crisis_volunteer`."""
    text: Annotated[str, Field(max_length=4_000, pattern=r"^[^\x00]*$", strict=True)]
    """Its purpose in words, shown to whoever may earn it."""
    renews_before_days: Annotated[int, Field(strict=True, ge=1, le=3_650)] | None
    """So many days before it ends, its holder is enrolled, once, in the shortest published course that gives it; null:
    nobody is. It holds for what is issued from then on, and needs `valid_days` to be more."""
    importable: Flag
    """Whether a learning system may give it by `POST /v1/certificates/import`; who writes this answers for it."""

    @model_validator(mode="after")
    def _ends_later(self) -> CertificateDefinitionUpdate:
        if (self.renews_before_days or 0) >= (self.valid_days or 36_501):
            raise ValueError("a renewal begins after the certificate was issued: fewer days than it is valid")
        return self


class CertificateDefinition(CertificateDefinitionUpdate):
    """A certificate of the catalogue."""

    id: str
    """The certificate's id, which rules, guidelines and entries name."""
    version: ShownVersion


class HeldCertificateCreate(WriteModel):
    """A certificate that a person gives to an employee."""

    certificate: Id
    """The certificate, by the id of one in the catalogue."""
    reason: Reason
    """Why this person gets it, for whoever looks later."""
    evidence: Text = ""
    """What shows it, such as the number of a record elsewhere."""
    expires_at: Moment | None = None
    """When it ends; null: as the catalogue says."""


class RevocationCreate(WriteModel):
    """Why a certificate is taken back."""

    reason: Reason
    """Why, for whoever looks later."""


class ShownRevocation(ReadModel):
    """That a certificate was taken back."""

    at: AwareDatetime
    """When it was taken back (UTC)."""
    by: str
    """By whom, by id."""
    why: str
    """The reason they gave."""


class HeldCertificate(ReadModel):
    """A certificate as an employee holds it, or held it."""

    certificate: str
    """Which of the catalogue, by id."""
    valid: bool
    """Whether it counts at this moment."""
    issued_at: AwareDatetime | None
    """Since when it is held (UTC); null: from before this was noted."""
    expires_at: AwareDatetime | None
    """When it ends (UTC); null: it does not."""
    how: Literal["entry", "import", "person", "course"]
    """By an `entry` of the directory, an `import` of it or of the learning system `system`, a `person` with a reason,
    or by passing a `course`."""
    by: str | None
    """Who issued it, by id; null where no person did."""
    reason: str
    """The reason they gave; empty without one."""
    evidence: str
    """What shows it: of a course, the attempt that passed."""
    definition: int
    """The version of the catalogue it was issued under; 0: the catalogue did not have it."""
    skills: dict[str, int]
    """The skills it gives, with their level."""
    abilities: list[AbilityName]
    """What its holder may do."""
    system: str | None
    """The learning system that reported it; null where none did."""
    renew_at: AwareDatetime | None
    """When its holder is enrolled to renew it (UTC); null: they are not, or were already."""
    revoked: ShownRevocation | None
    """Who took it back, when and why; null where nobody did."""
