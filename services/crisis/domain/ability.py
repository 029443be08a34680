"""What a callout asks a volunteer to have learnt, where the brand has a certificate that gives it."""

from __future__ import annotations

from dataclasses import dataclass

CRISIS_VOLUNTEER = "crisis_volunteer"  # the ability, as the catalogue of certificates names it
NEARLY_SHOWN = 50  # volunteers named in a callout and its event: a person reads them


@dataclass(frozen=True, slots=True)
class NearlyAble:
    """A volunteer who could come but for the ability, and the courses that give a certificate with it."""

    employee: str
    courses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertificateGives:
    """What a certificate of the brand's catalogue gives, at a version of it."""

    brand: str
    certificate: str
    version: int
    abilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourseGives:
    """Which certificates passing a published course gives, at a version of it."""

    brand: str
    course: str
    version: int
    certificates: tuple[str, ...]
