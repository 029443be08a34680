"""Experience is counted in the transaction that grants a place or ends an ask, so a wave reads no history."""

from __future__ import annotations

from collections.abc import Callable, Collection

from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.experience import Experience, answered, placed, silent


async def count_answer(unit: UnitOfWork, employee: str, *, came: bool) -> None:
    """Remember that somebody answered, and that they have a place where they `came`."""
    await _count(unit, [employee], lambda before: placed(before, unit.now) if came else answered(before))


async def count_silence(unit: UnitOfWork, employees: Collection[str]) -> None:
    """Remember that these let an ask pass; one that its incident's end cut short is not let pass."""
    await _count(unit, employees, silent)


async def _count(unit: UnitOfWork, employees: Collection[str], count: Callable[[Experience], Experience]) -> None:
    known = await unit.store.experiences.of(employees)
    before = [known.get(employee, Experience(employee)) for employee in employees]
    after = [count(each) for each in before]
    await unit.store.experiences.write([new for old, new in zip(before, after, strict=True) if new != old])
