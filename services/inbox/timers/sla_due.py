"""SLA clocks that come due become breaches."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.inbox.application.sla_breaches import SlaBreaches


class OnSlaDue:
    """Hands due timers to the use case, which finishes or moves them in its transaction."""

    def __init__(self, breaches: SlaBreaches) -> None:
        """`breaches` decides and writes."""
        self._breaches = breaches

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take up a batch of due conversations."""
        await self._breaches.take_up(due)
