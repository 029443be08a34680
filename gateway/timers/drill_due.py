"""Drills whose next step has come."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from gateway.application.drill_running import DrillRunner


class OnDrillDue:
    """Hands due timers to the use case, which finishes or moves them."""

    def __init__(self, runner: DrillRunner) -> None:
        self._runner = runner

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take each a step on."""
        await self._runner.take_up(due)
