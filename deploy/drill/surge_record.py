"""What happened in a surge drill: its timeline, its figures, and whether they are as promised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from deploy.drill.sight import CLEAR_RECORDS, StackSight
from deploy.drill.surge_integration import StoredFigures
from deploy.drill.traffic import FACTOR, PostedFigures

EntryKind = Literal["drill", "seen", "done"]


@dataclass(frozen=True, slots=True)
class SurgeOptions:
    """How the drill is played; seconds, and messages a second.

    Attributes:
        seed: Of who writes what.
        calm_rate: Messages a second before the surge, which has a hundred times as many.
        calm_seconds: How long the calm lasts.
        messages: Of the surge, at most.
        seconds: How long the surge lasts, at most.
        clear_seconds: Within which the lag has to be gone, and all scaled back, after the surge.
        behind_seconds: Over this time to drain a group is behind; it stands in place of the alert's own threshold.
        for_seconds: So long it has to be, in place of the alert's own time.
        settle_seconds: So long the lag has to be gone before anything is scaled back.
        most_replicas: Of a service, at most.
    """

    seed: int
    calm_rate: float = 2.0
    calm_seconds: float = 10.0
    messages: int = 6_000
    seconds: float = 60.0
    clear_seconds: float = 300.0
    behind_seconds: float = 5.0
    for_seconds: float = 4.0
    settle_seconds: float = 5.0
    most_replicas: int = 2


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that the drill began, or the operator saw or did, so many seconds after the drill began."""

    seconds: float
    kind: EntryKind
    text: str


@dataclass(slots=True)
class ServiceScaling:
    """A replica more of a service: when it was ordered, when it was ready, and when it had partitions, in seconds."""

    service: str
    replicas: int
    ordered: float
    ready: float
    sharing: float | None = None


@dataclass(slots=True)
class SurgeRecord:
    """All of it; moments are seconds since the drill began, None for what did not come."""

    options: SurgeOptions
    entries: list[TimelineEntry] = field(default_factory=list)
    sights: list[StackSight] = field(default_factory=list)
    scalings: list[ServiceScaling] = field(default_factory=list)
    planned: int = 0
    posted: Mapping[str, PostedFigures] = field(default_factory=dict)
    stored: StoredFigures | None = None
    alert: float | None = None
    clear: float | None = None
    back: float | None = None
    replicas_before: Mapping[str, int] = field(default_factory=dict)
    replicas_after: Mapping[str, int] = field(default_factory=dict)

    @property
    def surge(self) -> float:
        """When the surge began."""
        return self.options.calm_seconds

    @property
    def acknowledged(self) -> int:
        """Messages that the gateway acknowledged."""
        return sum(each.acknowledged for each in self.posted.values())

    def oldest(self, begin: float, end: float | None) -> float:
        """The longest that any unread record waited between two moments, in seconds."""
        return max((each.oldest_seconds for each in self._between(begin, end)), default=0.0)

    def most_lag(self, begin: float, end: float | None) -> int:
        """The most records that waited between two moments, of all groups together."""
        return max((each.lag for each in self._between(begin, end)), default=0)

    def rate(self, service: str, begin: float, end: float | None) -> float | None:
        """Records a second, on average over the looks at which the service had something to read; None without any."""
        rates = [
            each.rates.get(service, 0.0)
            for each in self._between(begin, end)
            if any(group.lag > CLEAR_RECORDS for group in each.of(service))
        ]
        return sum(rates) / len(rates) if rates else None

    def _between(self, begin: float, end: float | None) -> Iterable[StackSight]:
        return (each for each in self.sights if begin <= each.seconds and (end is None or each.seconds < end))

    def figures(self) -> dict[str, Any]:
        """The figures of the drill, for a program."""
        ready = self.scalings[0].ready if self.scalings else None
        return {
            "posted": {part: each.as_json() for part, each in self.posted.items()},
            "stored": None if self.stored is None else self.stored.as_json(),
            "calm": {"most_lag": self.most_lag(0, self.surge), "oldest_unread_seconds": self.oldest(0, self.surge)},
            "surge": {"most_lag": self.most_lag(self.surge, None), "factor": FACTOR},
            "oldest_unread_seconds_before_scaling": self.oldest(self.surge, ready),
            "oldest_unread_seconds_after_scaling": None if ready is None else self.oldest(ready, None),
            "surge_to_alert_seconds": _between(self.surge, self.alert),
            "alert_to_scaled_seconds": _between(self.alert, ready),
            "scaled_to_clear_seconds": _between(ready, self.clear),
            "clear_to_back_seconds": _between(self.clear, self.back),
            "scalings": [self._scaling(each) for each in self.scalings],
            "replicas_before": dict(self.replicas_before),
            "replicas_after": dict(self.replicas_after),
        }

    def _scaling(self, each: ServiceScaling) -> dict[str, Any]:
        before = self.rate(each.service, self.surge, each.ordered)
        after = None if each.sharing is None else self.rate(each.service, each.sharing, None)
        rates = {"records_per_second_before": _rounded(before), "records_per_second_after": _rounded(after)}
        return {**asdict(each), **rates}

    def as_json(self) -> dict[str, Any]:
        """All of it, for a program."""
        return {
            "options": asdict(self.options),
            "timeline": [asdict(each) for each in sorted(self.entries, key=lambda each: each.seconds)],
            "looks": [each.as_json() for each in self.sights],
            "figures": self.figures(),
            "faults": faults(self),
        }


def faults(record: SurgeRecord) -> list[str]:
    """What is not as promised, a sentence each."""
    said, stored = [], record.stored
    sent = sum(each.sent for each in record.posted.values())
    if record.acknowledged < record.planned:
        said.append(f"{record.planned - record.acknowledged:,} of {record.planned:,} messages were never acknowledged.")
    if stored is None:
        said.append("What was stored was not counted.")
    else:
        if stored.in_conversations < record.acknowledged:
            said.append(f"{record.acknowledged - stored.in_conversations:,} acknowledged messages are not stored.")
        if stored.in_conversations > sent:
            said.append(f"{stored.in_conversations - sent:,} messages more are stored than were sent.")
        if stored.stored != stored.in_conversations or stored.difference:
            told = f"{stored.stored:,} stored with a difference of {stored.difference:,}"
            said.append(f"The ledger says {told}, the conversations have {stored.in_conversations:,}.")
    if record.back is None:
        said.append(f"The lag was not gone {record.options.clear_seconds:.0f} s after the surge.")
    if record.replicas_after != record.replicas_before:
        said.append("There are not as many replicas as before; `muster status` shows them.")
    return said


def outcome(record: SurgeRecord) -> str:
    """What the drill showed, where nothing is wrong: that scaling was needed and what it did, or that it was not."""
    if record.alert is None:
        bound = f"{record.options.behind_seconds:g} s to drain for {record.options.for_seconds:g} s"
        return f"No alert: no group needed more than {bound}. The stack worked the surge off alone; nothing was scaled."
    if not record.scalings:
        return "The alert fired where all replicas that the drill may start were there already; nothing was scaled."
    told = []
    for each in record.figures()["scalings"]:
        before, after = each["records_per_second_before"], each["records_per_second_after"]
        rates = f"{before or 0:,.0f} records a second before"
        last = f", {after:,.0f} after" if after is not None else "; it had caught up before more could be measured"
        told.append(f"{each['service']} with {each['replicas']} replicas: {rates}{last}")
    return f"Scaled and back. {'; '.join(told)}."


def _between(begin: float | None, end: float | None) -> float | None:
    return None if begin is None or end is None else round(end - begin, 1)


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 1)
