"""The writing side of what volunteers did, in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from services.crisis.domain.place import SurgePlace, works_until
from services.crisis.domain.service_work import WorkDone
from tests.support.crisis.in_memory import InMemoryCrisis
from tests.support.crisis.in_memory_state import Rows


class InMemoryServiceWorkLedger:
    """What volunteers did, over the same state."""

    def __init__(self, crisis: InMemoryCrisis) -> None:
        self._crisis = crisis

    async def places(
        self, people: Mapping[str, Collection[str]], since: datetime
    ) -> Mapping[tuple[str, str], Sequence[SurgePlace]]:
        return {
            (brand, employee): places
            for brand, its in people.items()
            for employee in its
            if (places := Rows(self._crisis.state, "places", brand).all(_had(employee, since)))
        }

    async def write(self, done: Sequence[tuple[str, WorkDone]]) -> None:
        for incident, work in done:
            rows = Rows(self._crisis.state, "service_work", work.brand)
            rows.put(f"{incident}/{work.employee}/{work.kind}/{work.of}", (incident, work))


def _had(employee: str, since: datetime) -> Callable[[SurgePlace], bool]:
    return lambda place: place.employee == employee and works_until(place) >= since
