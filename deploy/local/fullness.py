"""How full the gateway says it is: its limit, what is under way, and what it has shed, by lane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.local.figures import fetched, parsed


@dataclass(frozen=True, slots=True)
class Fullness:
    """Requests of one gateway process; `shed` counts from its start."""

    limit: int
    under_way: Mapping[str, int]
    shed: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return {"limit": self.limit, "under_way": dict(self.under_way), "shed": dict(self.shed)}

    def sentence(self) -> str:
        """The same for a person."""
        shed = ", ".join(f"{count} {lane}" for lane, count in self.shed.items() if count) or "nothing"
        return f"Requests under way: {sum(self.under_way.values())} of {self.limit}   Shed since the start: {shed}"


def fullness(url: str) -> Fullness | None:
    """Read it from the metrics of the gateway at `url`; None where it does not answer or does not say."""
    text = fetched(url, "/metrics")
    samples = {} if text is None else parsed(text)
    limits = samples.get("muster_gateway_concurrency_limit")
    if not limits:
        return None
    under_way, shed = (
        {labels["lane"]: round(value) for labels, value in samples.get(name, [])}
        for name in ("muster_gateway_requests_under_way", "muster_gateway_shed_total")
    )
    return Fullness(round(limits[0][1]), under_way, shed)
