"""The copies of routing's catalogue, as far as abilities need it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.inbox.domain.ability import CertificateCopy, CourseCopy, WaysToLearn

NAMED = 10  # certificates, and courses: more would be read by nobody


class AbilityCopies(Protocol):
    """What gives an ability; an older report never replaces a newer one."""

    async def define(self, certificates: Sequence[CertificateCopy]) -> None:
        """Copy certificates, each once."""

    async def publish(self, courses: Sequence[CourseCopy]) -> None:
        """Copy courses, each once."""

    async def ways_to(self, brand: str, ability: str) -> WaysToLearn:
        """What gives an ability, at most NAMED of each, by id."""

    async def is_held(self, brand: str, ability: str) -> bool:
        """Whether an employee has it, as routing last reported them."""
