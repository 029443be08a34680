"""Work of volunteers goes into their record of service: each conversation and reply once, however often it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from services.crisis.application.ports import ServiceWorkLedger
from services.crisis.domain.service_work import WorkDone, incident_of_work


class RecordServiceWork:
    """Records what was done in a place; what everybody else does is passed by."""

    def __init__(self, ledger: ServiceWorkLedger) -> None:
        self._ledger = ledger

    async def __call__(self, done: Sequence[WorkDone]) -> None:
        """Take a batch; a replay of it changes nothing."""
        if not done:
            return
        people: dict[str, set[str]] = defaultdict(set)
        for work in done:
            people[work.brand].add(work.employee)
        places = await self._ledger.places(people, min(work.began_at for work in done))
        named = [(work, incident_of_work(work, places.get((work.brand, work.employee), ()))) for work in done]
        await self._ledger.write([(incident, work) for work, incident in named if incident is not None])
