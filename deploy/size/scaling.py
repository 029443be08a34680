"""The autoscaler's rules played second by second: how many replicas there would be, and how long a record would wait.

Rules are read from the ScaledObjects of deploy/kubernetes, and costs from `deploy/size/costs.py`; nothing is repeated
here. What is played is one consumer group: its records, its replicas that start and join, and what each works off.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from deploy.size import costs

SCALING = Path(__file__).parents[1] / "kubernetes/base/scaling.yaml"
RECENT_SECONDS, RATE_SECONDS = 15, 60  # over which the rate of the drain is taken, and that of the records
A_WEEK = 604_800.0  # what `muster_consumer_time_to_drain_seconds` says of what does not drain
AT_ONCE = 0.5  # of a record: less is left of a division than counts as waiting


@dataclass(frozen=True, slots=True)
class ScalingRules:
    """What one ScaledObject says; times in seconds, `lag` in records a replica, `rate` in those a second."""

    least: int
    most: int
    poll: int
    lag: int
    rate: float
    drain: float
    up_percent: int
    up_pods: int
    up_period: int
    calm: int
    down_pods: int
    down_period: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A second: records that wait, how long the oldest has, replicas that work and those that are wanted."""

    lag: float
    age: float
    working: int
    wanted: int


def rules_of(service: str, path: Path = SCALING) -> ScalingRules:
    """The rules of a service.

    Raises:
        LookupError: There are none.
    """
    for each in yaml.safe_load_all(path.read_text()):
        if each["kind"] == "ScaledObject" and each["metadata"]["name"] == service:
            return _rules(each["spec"])
    raise LookupError(f"no ScaledObject {service}")


def _rules(spec: Mapping[str, Any]) -> ScalingRules:
    behavior = spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    up = {each["type"]: each for each in behavior["scaleUp"]["policies"]}
    (down,) = behavior["scaleDown"]["policies"]
    thresholds = {each["name"]: float(each["metadata"]["threshold"]) for each in spec["triggers"]}
    return ScalingRules(
        least=spec["minReplicaCount"],
        most=spec["maxReplicaCount"],
        poll=spec["pollingInterval"],
        lag=int(thresholds["lag"]),
        rate=thresholds["rate"],
        drain=thresholds["drain"],
        up_percent=up["Percent"]["value"],
        up_pods=up["Pods"]["value"],
        up_period=up["Pods"]["periodSeconds"],
        calm=behavior["scaleDown"]["stabilizationWindowSeconds"],
        down_pods=down["value"],
        down_period=down["periodSeconds"],
    )


def play(arrivals: Sequence[float], rules: ScalingRules, capacity: float) -> list[Moment]:
    """Play a crisis: `arrivals` are records a second, `capacity` is what a replica works off in one."""
    group = _Group(rules, capacity, list(itertools.accumulate(arrivals)))
    return [group.second(now) for now in range(len(arrivals))]


@dataclass(slots=True)
class _Group:
    """The state of a group as it is played."""

    rules: ScalingRules
    capacity: float
    came: list[float]
    done: float = 0.0
    oldest: int = 0
    wanted: int = 0
    working: int = 0
    paused: float = 0.0
    starting: list[float] = field(default_factory=list)
    wishes: deque[tuple[int, int]] = field(default_factory=deque)
    changes: deque[tuple[int, int]] = field(default_factory=deque)
    dones: deque[float] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.wanted = self.working = self.rules.least

    def second(self, now: int) -> Moment:
        """Let a second pass."""
        joined = [each for each in self.starting if each <= now]
        if joined:
            self.starting = [each for each in self.starting if each > now]
            self.working += len(joined)
            self.paused = now + costs.REBALANCE_SECONDS.value
        if now >= self.paused:
            self.done = min(self.came[now], self.done + self.working * self.capacity)
        self.dones.append(self.done)
        while len(self.dones) > RATE_SECONDS + 1:
            self.dones.popleft()
        if now % self.rules.poll == 0:
            self._scale(now)
        lag = self.came[now] - self.done
        while self.oldest < now and self.came[self.oldest] <= self.done + AT_ONCE:
            self.oldest += 1
        return Moment(lag, float(now - self.oldest) if lag > AT_ONCE else 0.0, self.working, self.wanted)

    def _scale(self, now: int) -> None:
        rules = self.rules
        wish = max(rules.least, min(rules.most, self._wish(now)))
        self.wishes.append((now, wish))
        while self.wishes[0][0] <= now - rules.calm:
            self.wishes.popleft()
        if wish > self.wanted:
            before = self.wanted - self._changed(now, rules.up_period, 1)
            most = max(before + rules.up_pods, math.ceil(before * (1 + rules.up_percent / 100)))
            self._change(now, min(wish, most) - self.wanted)
        else:
            calm = max(each for _, each in self.wishes)
            before = self.wanted - self._changed(now, rules.down_period, -1)
            self._change(now, min(0, max(calm, before - rules.down_pods) - self.wanted))

    def _wish(self, now: int) -> int:
        """What the three triggers ask for, the most of them."""
        lag, done = self.came[now] - self.done, list(self.dones)
        rate = (done[-1] - done[0]) / max(1, len(done) - 1)
        wish = max(math.ceil(lag / self.rules.lag), math.ceil(rate / self.rules.rate))
        if lag <= self.rules.lag:
            return wish
        recent = done[-1 - RECENT_SECONDS :]
        handled = (recent[-1] - recent[0]) / max(1, len(recent) - 1)
        seconds = min(lag / handled, A_WEEK) if handled > 0 else A_WEEK
        return max(wish, math.ceil(self.wanted * seconds / self.rules.drain))

    def _changed(self, now: int, period: int, sign: int) -> int:
        """By how many replicas the policy's period has moved already, one way."""
        return sum(by for at, by in self.changes if at > now - period and by * sign > 0)

    def _change(self, now: int, by: int) -> None:
        if by == 0:
            return
        self.changes.append((now, by))
        self.wanted += by
        ready = now + costs.SCHEDULING_SECONDS.value + costs.START_SECONDS.value
        self.starting += [ready] * max(0, by)
        gone = max(0, -by)
        while gone and self.starting:
            self.starting.pop()
            gone -= 1
        if gone:
            self.working -= gone
            self.paused = now + costs.REBALANCE_SECONDS.value
