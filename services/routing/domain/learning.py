"""What an employee may do by what they have learnt, and what would let them do more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.routing.domain.certificate import ABILITIES, Ability, Certificate, CertificateDefinition, abilities_of
from services.routing.domain.course import CourseEntry


@dataclass(frozen=True, slots=True)
class Way:
    """A certificate that is missing, and the published courses that give it; without any a person issues it."""

    certificate: str
    courses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingAbility:
    """What one may not do, and each way to it."""

    ability: Ability
    ways: tuple[Way, ...]


def missing_abilities(
    held: Iterable[Certificate],
    catalogue: Mapping[str, CertificateDefinition],
    courses: Iterable[CourseEntry],
    now: datetime,
) -> tuple[MissingAbility, ...]:
    """The abilities one does not have that a certificate of the catalogue gives, with the ways to each."""
    has = abilities_of(held, now)
    offered = list(courses)
    missing = []
    for ability in ABILITIES:
        ways = tuple(
            Way(each.id, tuple(course.id for course in offered if each.id in course.certificates))
            for each in catalogue.values()
            if ability in each.abilities
        )
        if ability not in has and ways:
            missing.append(MissingAbility(ability, ways))
    return tuple(missing)
