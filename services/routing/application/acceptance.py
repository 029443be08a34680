"""What follows from the inbox's word on acceptances: seats close until the guideline is accepted, and open again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chassis.retrying import on_conflict
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.ports import BrandAnd, Stores
from services.routing.application.returned_work import ReturnedWork
from services.routing.domain.guideline import AcceptanceCopy, may_answer

PAGE = 100  # employees of one transaction; a larger one meets another writer of one of them more often


class GuidelineAcceptance:
    """Writes words and the employees whom they concern, in pages."""

    def __init__(self, stores: Stores, employees: EmployeeCommands, returned: ReturnedWork) -> None:
        """`returned` puts into its queue what is held or asked by who may not answer any more."""
        self._stores = stores
        self._employees = employees
        self._returned = returned

    async def take(self, words: Mapping[BrandAnd, Sequence[AcceptanceCopy]]) -> None:
        """Take words; taking them again changes nothing, and does what a process that died has left.

        Raises:
            VersionConflict: Others changed one of the employees in every attempt.
        """
        if not words:
            return
        await self._stores.acceptances.put(words)
        for brand in {brand for brand, _ in words}:
            people = [person for owner, person in words if owner == brand]
            for start in range(0, len(people), PAGE):
                await self._bring_up_to_date(brand, people[start : start + PAGE])
            await self._returned.take_back(brand)

    async def _bring_up_to_date(self, brand: str, people: Sequence[str]) -> None:
        async def attempt() -> None:
            keys = [(brand, person) for person in people]
            known = await self._stores.acceptances.get_many(keys)
            entries = await self._stores.employees.get_many(keys)
            changed = [each for key, each in entries.items() if each.may_answer != may_answer(known[key])]
            if changed:
                await self._employees.put(brand, [(each, each) for each in changed])

        await on_conflict(attempt)
