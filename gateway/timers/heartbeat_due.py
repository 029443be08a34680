"""Expected events of integrations that come due."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from gateway.application.heartbeats import Heartbeats


class OnHeartbeatDue:
    """Hands due timers to the use case, which finishes or moves them."""

    def __init__(self, heartbeats: Heartbeats) -> None:
        self._heartbeats = heartbeats

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take up a batch of due integrations."""
        await self._heartbeats.take_up(due)
