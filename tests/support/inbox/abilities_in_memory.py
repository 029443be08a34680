"""Copies of routing's catalogue in memory: the same promises as those in MongoDB, shown by the same suite."""

from __future__ import annotations

from collections.abc import Sequence

from services.inbox.application.ability_copies import NAMED
from services.inbox.domain.ability import CertificateCopy, CourseCopy, WaysToLearn
from tests.support.inbox.in_memory import InMemoryInbox


class InMemoryAbilities:
    """AbilityCopies over dictionaries; employees are those of the store."""

    def __init__(self, store: InMemoryInbox) -> None:
        self._store = store
        self._certificates: dict[tuple[str, str], CertificateCopy] = {}
        self._courses: dict[tuple[str, str], CourseCopy] = {}

    async def define(self, certificates: Sequence[CertificateCopy]) -> None:
        for each in certificates:
            before = self._certificates.get((each.brand, each.certificate))
            if before is None or before.version <= each.version:
                self._certificates[each.brand, each.certificate] = each

    async def publish(self, courses: Sequence[CourseCopy]) -> None:
        for each in courses:
            before = self._courses.get((each.brand, each.course))
            if before is None or before.version <= each.version:
                self._courses[each.brand, each.course] = each

    async def ways_to(self, brand: str, ability: str) -> WaysToLearn:
        giving = sorted(
            id_ for (owner, id_), each in self._certificates.items() if owner == brand and ability in each.abilities
        )[:NAMED]
        courses = sorted(
            id_ for (owner, id_), each in self._courses.items() if owner == brand and set(giving) & {*each.certificates}
        )[:NAMED]
        return WaysToLearn(tuple(giving), tuple(courses))

    async def is_held(self, brand: str, ability: str) -> bool:
        return any(owner == brand and ability in each.abilities for (owner, _), each in self._store.employees.items())
