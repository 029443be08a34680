"""What the processes say of canaries: who has sent none on since when, and how long the way of a message takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.local.figures import Samples

AGE, SECONDS = "muster_canary_age_seconds", "muster_canary_seconds"
WAY = ("inbox", "routing", "gateway", "crisis", "analytics")
FIRST = "inbox"  # the canaries of the others come by it
LAST = "routing"  # of the way of a message, and all that a gateway of before tells of
MISSING_SECONDS = 180.0  # of the alert CanaryMissing: one is sent a minute


@dataclass(frozen=True, slots=True)
class CanaryTimes:
    """Seconds: the age of each service, and the mean from the sending to each hop since the processes started."""

    ages: Mapping[str, float]
    mean_seconds: Mapping[str, float]

    @property
    def age_seconds(self) -> float:
        """The largest age."""
        return max(self.ages.values())

    @property
    def missing(self) -> list[str]:
        """The services that send no canary on; where the first does not, nothing is known of those behind it."""
        missing = [hop for hop, seconds in self.ages.items() if seconds > MISSING_SECONDS]
        return [FIRST] if FIRST in missing else missing

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        means = {hop: round(seconds, 3) for hop, seconds in self.mean_seconds.items()}
        ages = {hop: round(seconds, 1) for hop, seconds in self.ages.items()}
        return {
            "age_seconds": round(self.age_seconds, 1),
            "age_seconds_by_service": ages,
            "missing": self.missing,
            "mean_seconds": means,
        }

    def sentence(self) -> str:
        """The same for a person."""
        hops = [f"{hop} {self.mean_seconds[hop]:.2f} s" for hop in WAY if hop in self.mean_seconds]
        way = ", ".join(hops) or "none came through yet"
        missing = [f"{hop} for {self.ages[hop]:.0f} s" for hop in self.missing]
        stuck = f"   Missing from: {', '.join(missing)}" if missing else ""
        return f"Canaries: awaited or last back for {self.age_seconds:.0f} s{stuck}   Sent to handled by: {way}"


def canary_times(processes: Iterable[Samples]) -> CanaryTimes | None:
    """Over all processes; None where none of them shows an age."""
    known = list(processes)
    ages: dict[str, float] = {}
    for labels, value in (sample for samples in known for sample in samples.get(AGE, [])):
        hop = labels.get("hop", LAST)
        ages[hop] = max(value, ages.get(hop, 0.0))
    if not ages:
        return None
    totals = {hop: (_of(known, f"{SECONDS}_sum", hop), _of(known, f"{SECONDS}_count", hop)) for hop in WAY}
    return CanaryTimes(ages, {hop: total / count for hop, (total, count) in totals.items() if count})


def _of(processes: Iterable[Samples], name: str, hop: str) -> float:
    return sum(value for samples in processes for labels, value in samples.get(name, []) if labels["hop"] == hop)
