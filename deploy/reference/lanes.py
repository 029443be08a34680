"""docs/reference/lanes.md: every operation of the API under its lane, from the declarations."""

from __future__ import annotations

from gateway.domain.places import PARTS, RETRY_SECONDS
from gateway.domain.request_lanes import HOLD_NO_PLACE, LANES, RequestLane

PATH = "docs/reference/lanes.md"
HEAD = """# Lanes

Written from the code by `muster generate`; `x-lane` of each operation in `/openapi.json` says the same. Under overload
`bulk` is refused first, then `live`, and `crisis` last: [degradation](../degradation.md) says how. Posted events are
`live` one by one, and `bulk` as a batch.
"""


def page() -> str:
    """The whole page, from what is refused first to what is refused last."""
    exempt = [f"- `{operation}` {reason}." for operation, reason in sorted(HOLD_NO_PLACE.items())]
    never = "\n".join(["## Never refused", *exempt])
    return "\n\n".join([HEAD.rstrip(), *map(_section, RequestLane), never]) + "\n"


def _section(lane: RequestLane) -> str:
    shortest, longest = RETRY_SECONDS[lane]
    part = f"Taken while at most {PARTS[lane]:.0%} of the places are held"
    rows = [f"- `{each}`" for each in sorted(LANES[lane] - HOLD_NO_PLACE.keys())]
    return "\n".join([f"## {lane}", f"{part}; `Retry-After` is {shortest} to {longest} seconds.", "", *rows])
