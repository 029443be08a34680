"""What the processes say of canaries: since when none came through, and how long the way of a message takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.local.figures import Samples

AGE, SECONDS = "muster_canary_age_seconds", "muster_canary_seconds"
WAY = ("inbox", "routing", "gateway")


@dataclass(frozen=True, slots=True)
class CanaryTimes:
    """Seconds: the age, and the mean from the sending to each hop since the processes started."""

    age_seconds: float
    mean_seconds: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        means = {hop: round(seconds, 3) for hop, seconds in self.mean_seconds.items()}
        return {"age_seconds": round(self.age_seconds, 1), "mean_seconds": means}

    def sentence(self) -> str:
        """The same for a person."""
        hops = [f"{hop} {self.mean_seconds[hop]:.2f} s" for hop in WAY if hop in self.mean_seconds]
        way = ", ".join(hops) or "none came through yet"
        return f"Canaries: awaited or last back for {self.age_seconds:.0f} s   Sent to handled by: {way}"


def canary_times(processes: Iterable[Samples]) -> CanaryTimes | None:
    """Over all processes; None where none of them shows an age."""
    known = list(processes)
    ages = [value for samples in known for _, value in samples.get(AGE, [])]
    if not ages:
        return None
    totals = {hop: (_of(known, f"{SECONDS}_sum", hop), _of(known, f"{SECONDS}_count", hop)) for hop in WAY}
    return CanaryTimes(max(ages), {hop: total / count for hop, (total, count) in totals.items() if count})


def _of(processes: Iterable[Samples], name: str, hop: str) -> float:
    return sum(value for samples in processes for labels, value in samples.get(name, []) if labels["hop"] == hop)
