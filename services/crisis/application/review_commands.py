"""The record of a review is written whole, one version after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from services.crisis.application.caller import CommandCaller
from services.crisis.application.people import PeopleCopy, UnknownAt
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.incident import check
from services.crisis.domain.review_record import ReviewRecord


class ReviewCommands:
    """The commands on records of reviews."""

    def __init__(self, units: Units, people: PeopleCopy) -> None:
        """Owners are active `people` of the brand."""
        self._units = units
        self._people = people

    async def write(self, caller: CommandCaller, record: ReviewRecord) -> ReviewRecord:
        """Write the record of an incident that is over.

        Raises:
            Missing, StaleVersion, IncidentNotAllowed: As of any command.
            UnknownAt: An owner is nobody of the brand.
        """

        async def work(unit: UnitOfWork) -> ReviewRecord:
            check(await unit.incident(record.incident), "review_record")
            if unknown := tuple(self._unknown(caller.brand, record)):
                raise UnknownAt(unknown)
            before = await unit.store.reviews.of(record.incident)
            caller.check_version(before.version)
            following = replace(record, version=before.version + 1)
            await unit.store.reviews.write(following)
            return following

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    def _unknown(self, brand: str, record: ReviewRecord) -> Iterator[str]:
        named = {"/owner": record.owner}
        named |= {f"/findings/{number}/owner": each.owner for number, each in enumerate(record.findings)}
        for pointer, owner in named.items():
            if owner is not None and not self._people.knows(brand, owner):
                yield pointer
