"""What became of the requests of each lane, and whether they were shed in the declared order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.domain.request_lanes import RequestLane


@dataclass(slots=True)
class LaneFigures:
    """The requests of one lane. `seconds` are those of each served one; `failed` ones had any other answer or none."""

    sent: int = 0
    shed: int = 0
    failed: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def served(self) -> int:
        """How many were answered as asked."""
        return len(self.seconds)

    @property
    def shed_share(self) -> float:
        """The part of what was sent that was shed."""
        return self.shed / self.sent if self.sent else 0.0

    def quantile(self, part: float) -> float | None:
        """The time within which this part of the served ones was answered, in seconds; None where none was."""
        return quantile(self.seconds, part)


def quantile(seconds: Sequence[float], part: float) -> float | None:
    """The time within which this part of all was done; None where there is none."""
    return sorted(seconds)[max(0, math.ceil(part * len(seconds)) - 1)] if seconds else None


def faults(figures: Mapping[RequestLane, LaneFigures], crisis_seconds: float) -> list[str]:
    """What is not as promised, a sentence each.

    Args:
        figures: Of all three lanes.
        crisis_seconds: Within which 99 of 100 requests of the lane `crisis` have to be answered.
    """
    bulk, live, crisis = (figures[lane] for lane in RequestLane)
    said = []
    if not bulk.shed:
        said.append("Nothing of bulk was shed: the gateway was never full, so nothing was shown.")
    if crisis.shed and bulk.served:
        said.append(f"{crisis.shed} requests of crisis were shed while {bulk.served} of bulk were served.")
    if live.shed_share > bulk.shed_share:
        said.append(f"More of live was shed ({live.shed_share:.0%}) than of bulk ({bulk.shed_share:.0%}).")
    slowest = crisis.quantile(0.99)
    if slowest is None:
        said.append("Nothing of crisis was served.")
    elif slowest > crisis_seconds:
        said.append(f"The 99 % of crisis took {slowest:.2f} s, and {crisis_seconds:.2f} s are promised.")
    failed = sum(each.failed for each in figures.values())
    if failed:
        said.append(f"{failed} requests had another answer than was asked for, or none.")
    return said
