"""What an employee has learnt, what waits for them, what they may do, and what would let them do more."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.clock import Clock
from services.routing.application.ports import Stores
from services.routing.domain.certificate import Ability, Certificate, abilities_of
from services.routing.domain.enrolment import Enrolment
from services.routing.domain.learning import MissingAbility, missing_abilities

ENROLMENTS = 500  # of one employee: as many as a brand has courses


@dataclass(frozen=True, slots=True)
class LearningRecord:
    """The record of one employee at a moment."""

    employee: str
    enrolments: tuple[Enrolment, ...]
    certificates: tuple[Certificate, ...]
    abilities: tuple[Ability, ...]
    missing: tuple[MissingAbility, ...]


class LearningRecords:
    """Reads records: five questions by index, whatever the company's size."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    async def of(self, brand: str, employee: str) -> LearningRecord | None:
        """The record of an employee, None when there is no such one."""
        entry = await self._stores.employees.get(brand, employee)
        if entry is None:
            return None
        now, held = self._clock.now_of(brand), entry.certificates
        catalogue = await self._stores.catalogue.definitions(brand)
        has = abilities_of(held, now)
        wanted = [each.id for each in catalogue.values() if set(each.abilities) - set(has)]
        courses = await self._stores.courses.giving(brand, wanted) if wanted else []
        enrolments = await self._stores.enrolments.of_employee(brand, employee, ENROLMENTS)
        return LearningRecord(employee, tuple(enrolments), held, has, missing_abilities(held, catalogue, courses, now))
