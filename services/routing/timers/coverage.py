"""The timer that a question about coverage sets: the brand's employees are counted."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.routing.application.coverage_reports import CoverageReports
from services.routing.application.ports import Schedule


class CountCoverage:
    """Handler of the timers that `CoverageReports` sets."""

    def __init__(self, reports: CoverageReports, schedule: Schedule) -> None:
        self._reports = reports
        self._schedule = schedule

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Count each brand once; counting twice is harmless."""
        for brand in {timer.brand for timer in due}:
            await self._reports.count(brand)
        await self._schedule.done_many(due)
