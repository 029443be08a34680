"""What somebody has to be able to do for a reply, by the voice it speaks in, and what one learns it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Voice = Literal["brand", "own"]

ABILITY_OF: Mapping[Voice, str] = {"own": "answer_as_oneself", "brand": "speak_for_brand"}
"""The ability that each voice may need."""
SHARE = "share"  # to send what the brand has published for everybody to use, as it stands
LISTEN = "listen"  # to read what is public


@dataclass(frozen=True, slots=True)
class CertificateCopy:
    """A certificate of the catalogue with the abilities it gives, as of a version of routing's."""

    brand: str
    certificate: str
    abilities: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class CourseCopy:
    """A published course with the certificates that passing it gives, as of a version of routing's."""

    brand: str
    course: str
    certificates: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class WaysToLearn:
    """The certificates that give an ability, and the courses that give one of those, by id."""

    certificates: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
