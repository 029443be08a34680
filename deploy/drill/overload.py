"""The overload drill: a brand of its own on the local stack, load in all lanes, and what became of it."""

from __future__ import annotations

import asyncio

from deploy.drill.brand import drill_key, need_this_machine
from deploy.drill.figures import LaneFigures
from deploy.drill.load import load
from deploy.local.fullness import fullness
from deploy.local.state import LocalState
from deploy.stack.errors import StackError
from gateway.domain.request_lanes import RequestLane

BRAND = "overload-drill"


def run_overload(state: LocalState, seconds: float) -> dict[RequestLane, LaneFigures]:
    """Load the local gateway for so many seconds and return what became of the requests of each lane.

    Raises:
        StackError: The gateway is not on this machine, does not answer, or refuses the drill's brand.
    """
    need_this_machine(state)
    full = fullness(state.gateway)
    if full is None:
        raise StackError(f"The gateway at {state.gateway} does not say how full it is; see `muster status`.")
    with drill_key(state, BRAND, "Overload drill") as key:
        return asyncio.run(load(state.gateway, key, full.limit, seconds))
