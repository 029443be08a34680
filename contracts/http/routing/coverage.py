"""Coverage: how many people of each language or department hold what."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from contracts.http.models import ReadModel

CoverageGrouping = Literal["language", "department"]


class CertificateCoverage(ReadModel):
    """How many of a group hold a certificate."""

    certificate: str
    """Which of the catalogue, by id."""
    people: int
    """How many hold it, and whose it is still."""
    lapsing: int
    """How many of them lose it within 30 days."""


class AbilityCoverage(ReadModel):
    """How many of a group have an ability."""

    ability: str
    """What they may do, as certificates of the catalogue give it."""
    people: int
    """How many hold a valid certificate that gives it."""


class GroupCoverage(ReadModel):
    """One language or department."""

    group: str | None
    """The language (BCP 47) or the department; null: who has none."""
    people: int
    """How many active employees are in it; who answers in two languages is in both."""
    certificates: list[CertificateCoverage]
    """By certificate, those that somebody in it holds."""
    abilities: list[AbilityCoverage]
    """By ability, those that somebody in it has."""


class Coverage(ReadModel):
    """How many people hold what, counted in the background."""

    by: CoverageGrouping
    """What the groups are."""
    as_of: AwareDatetime | None
    """When it was counted (UTC), a minute ago or so where somebody asks often; null: it is being counted, ask again."""
    groups: list[GroupCoverage]
    """The groups by name; empty while `as_of` is null."""
