"""What learning systems report: certificates earned there are issued here, and taken back when the system says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.retrying import on_conflict
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.ports import RecordStep, Stores
from services.routing.domain.certificate_record import (
    CertificateRecord,
    RecordRefusal,
    RecordRefused,
    merged,
    taken_over,
)
from services.routing.domain.employee import Employee

CHUNK = 100  # records of one transaction, each with the seats of an employee
TRIES = 3  # somebody changed one of a chunk meanwhile

NotTaken = RecordRefusal | Literal["unknown_employee", "conflict"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record: whether it was new, the version of the employee's entry, or why it was refused."""

    new: bool = False
    version: int | None = None
    refused: NotTaken | None = None


class CertificateImports:
    """Takes records over, a chunk a transaction; the same record again changes nothing."""

    def __init__(self, stores: Stores, employees: EmployeeCommands, clock: Clock) -> None:
        self._stores = stores
        self._employees = employees
        self._clock = clock

    async def take_over(self, brand: str, records: Sequence[CertificateRecord], by: str) -> list[Outcome]:
        """An outcome for each record of one system, in their order; no id stands there twice."""
        outcomes: list[Outcome] = []
        for start in range(0, len(records), CHUNK):
            chunk = records[start : start + CHUNK]
            try:
                outcomes += await on_conflict(partial(self._write, brand, chunk, by), tries=TRIES)
            except VersionConflict:
                outcomes += [Outcome(refused="conflict") for _ in chunk]
        return outcomes

    async def _write(self, brand: str, chunk: Sequence[CertificateRecord], by: str) -> list[Outcome]:
        stores, now = self._stores, self._clock.now_of(brand)
        present = await stores.employees.get_many((brand, each.employee) for each in chunk)
        catalogue = await stores.catalogue.named(brand, {each.certificate for each in chunk})
        known = await stores.certificate_records.get_many(brand, chunk[0].system, [each.external_id for each in chunk])
        wanted = dict(present)
        steps: list[RecordStep] = []
        refused: dict[str, NotTaken] = {}
        for record in chunk:
            employee = wanted.get((brand, record.employee))
            before = known.get(record.external_id)
            if employee is None:
                refused[record.external_id] = "unknown_employee"
                continue
            try:
                after = merged(before, record)
                if after != before:
                    held = taken_over(employee.certificates, after, catalogue.get(after.certificate), now, by)
                    wanted[brand, employee.id] = replace(employee, certificates=held)
                    steps.append(RecordStep(before, after))
            except RecordRefused as error:
                refused[record.external_id] = error.code
        versions = await self._commit(brand, steps, [(present[each], wanted[each]) for each in present])
        fresh = {step.after.external_id for step in steps}
        return [
            Outcome(refused=refused[each.external_id])
            if each.external_id in refused
            else Outcome(each.external_id in fresh, versions[each.employee])
            for each in chunk
        ]

    async def _commit(
        self, brand: str, steps: Sequence[RecordStep], pairs: Sequence[tuple[Employee, Employee]]
    ) -> dict[str, int]:
        """Write records with the employees they move; returns the version of each employee's entry after it."""
        changes = [await self._employees.step(brand, before, after) for before, after in pairs if before != after]
        if steps:
            await self._stores.certificate_records.commit(brand, steps, changes)
            await self._employees.settle(brand, changes)
        versions = {before.id: before.version for before, _ in pairs}
        return versions | {change.after.id: change.after.version for change in changes}
