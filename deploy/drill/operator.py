"""The operator of a drill, who follows docs/runbooks: what to do next, decided by what is seen and nothing else.

The pages are consumer-behind, tasks/scale-in-a-crisis and tasks/scale-back: scale what the alert names, the inbox
first; see the new replica take partitions; wait until nothing is behind and nothing more comes; then drain one replica
at a time, the last one first and the inbox last of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from deploy.drill.sight import StackSight

ORDER: Final = ("inbox", "routing", "crisis", "analytics", "gateway")
"""In which order services are scaled: the others read what the inbox writes. They go back the other way round."""


class OperatorPhase(StrEnum):
    """What the operator is about."""

    WATCHING = "watching"
    JOINING = "joining"
    CATCHING_UP = "catching_up"
    GOING_BACK = "going_back"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class OperatorRules:
    """When to act, in seconds: over `behind` to drain for `lasting` fires the alert, `settle` without lag is its end.

    `most_replicas` bounds how many processes of a service there shall be.
    """

    behind: float
    lasting: float
    settle: float
    most_replicas: int


@dataclass(frozen=True, slots=True)
class OperatorWatch:
    """What the operator keeps in mind.

    Attributes:
        phase: What comes next.
        behind_since: Since when each group needs too long, in seconds of the drill.
        firing: The groups for which the alert fires.
        before: The replicas of each service that was scaled, before it was.
        joining: The service whose new replica has to take partitions.
        clear_since: Since when nobody is behind.
    """

    phase: OperatorPhase = OperatorPhase.WATCHING
    behind_since: Mapping[str, float] = field(default_factory=dict)
    firing: frozenset[str] = frozenset()
    before: Mapping[str, int] = field(default_factory=dict)
    joining: str = ""
    clear_since: float | None = None


@dataclass(frozen=True, slots=True)
class ScaleOrder:
    """`muster scale SERVICE REPLICAS`."""

    service: str
    replicas: int


@dataclass(frozen=True, slots=True)
class DrainOrder:
    """`muster drain SERVICE/REPLICA`."""

    service: str
    replica: str


@dataclass(frozen=True, slots=True)
class OperatorDecision:
    """What follows from one look: what is kept in mind, what is to be done, and what was noticed, a sentence each."""

    watch: OperatorWatch
    order: ScaleOrder | DrainOrder | None = None
    noticed: tuple[str, ...] = ()


def decide(watch: OperatorWatch, sight: StackSight, rules: OperatorRules) -> OperatorDecision:
    """Decide what follows from a look at the stack."""
    watch, noticed = _judged(watch, sight, rules)
    if watch.phase is OperatorPhase.JOINING:
        held = sight.replicas.get(watch.joining, {})
        if len(held) <= watch.before[watch.joining] or not all(held.values()):
            return OperatorDecision(watch, None, noticed)
        shares = ", ".join(f"{name} {partitions}" for name, partitions in held.items())
        noticed = (*noticed, f"partitions are shared out: {shares}")
        watch = replace(watch, phase=OperatorPhase.CATCHING_UP, joining="", behind_since={})
    if watch.phase is OperatorPhase.GOING_BACK:
        return _back(watch, sight, noticed)
    scale = _next_to_scale(watch, sight, rules)
    if scale is not None:
        there = len(sight.replicas[scale.service])
        before = {scale.service: there, **watch.before}
        watch = replace(watch, phase=OperatorPhase.JOINING, joining=scale.service, before=before)
        return OperatorDecision(watch, scale, noticed)
    if sight.arriving or watch.clear_since is None or sight.seconds - watch.clear_since < rules.settle:
        return OperatorDecision(watch, None, noticed)
    return _back(replace(watch, phase=OperatorPhase.GOING_BACK), sight, noticed)


def _judged(watch: OperatorWatch, sight: StackSight, rules: OperatorRules) -> tuple[OperatorWatch, tuple[str, ...]]:
    """Judge the alert and the lag."""
    since = {
        name: watch.behind_since.get(name, sight.seconds)
        for name, each in sight.groups.items()
        if each.drain_seconds > rules.behind
    }
    firing = frozenset(name for name, at in since.items() if sight.seconds - at >= rules.lasting)
    firing |= watch.firing & since.keys()
    drains = {name: sight.groups[name].drain_seconds for name in sorted(firing - watch.firing)}
    noticed = [f"the alert fires: {name} needs {seconds:.0f} s to catch up" for name, seconds in drains.items()]
    noticed += [f"the alert is over: {name}" for name in sorted(watch.firing - firing)]
    clear_since = (
        (sight.seconds if watch.clear_since is None else watch.clear_since) if sight.clear and not since else None
    )
    return replace(watch, behind_since=since, firing=firing, clear_since=clear_since), tuple(noticed)


def _next_to_scale(watch: OperatorWatch, sight: StackSight, rules: OperatorRules) -> ScaleOrder | None:
    """One replica more of the first service that is behind and may have one; a new one gets its time to help."""
    lasting = {name for name, at in watch.behind_since.items() if sight.seconds - at >= rules.lasting}
    behind = {sight.groups[name].service for name in lasting}
    for service in ORDER:
        there = len(sight.replicas.get(service, {}))
        if service in behind and 0 < there < rules.most_replicas:
            return ScaleOrder(service, there + 1)
    return None


def _back(watch: OperatorWatch, sight: StackSight, noticed: tuple[str, ...]) -> OperatorDecision:
    """End what was started, one replica after the other, each once the partitions of the last one have readers."""
    scaled = [service for service in reversed(ORDER) if service in watch.before]
    if not sight.clear or any(
        each.partitions_read < each.partitions for service in scaled for each in sight.of(service)
    ):
        return OperatorDecision(watch, None, noticed)
    for service in scaled:
        there = sorted(sight.replicas[service], key=_number)
        if len(there) > watch.before[service]:
            return OperatorDecision(watch, DrainOrder(service, there[-1]), noticed)
    return OperatorDecision(replace(watch, phase=OperatorPhase.OVER), None, noticed)


def _number(replica: str) -> int:
    return int(replica.partition("-")[2] or 1)
