"""Canaries in the running system: those of a brand come back from every service."""

from __future__ import annotations

from collections.abc import Callable

from deploy.local.canaries import WAY, canary_times
from deploy.local.figures import look
from deploy.local.state import LocalState
from tests.e2e.rig import Brand, eventually

NEXT_TURN_SECONDS = 120.0  # one is sent a minute, from when the brand has its integration


def test_a_canary_comes_back_from_each_service(system: LocalState, new_brand: Callable[[], Brand]) -> None:
    new_brand()  # with an integration, without which no canary is sent

    def handled() -> bool:
        times = canary_times(look(list(system.services.values())).values())
        return times is not None and set(times.mean_seconds) == set(WAY) and not times.missing

    eventually(handled, "a canary handled by every service", NEXT_TURN_SECONDS)
