"""SLA clocks: when a promise starts, pauses and stops, counted on the calendar of the policy it started under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.inbox.domain.calendar import BusinessCalendar
from services.inbox.domain.guideline_scope import EngagementApplies, Situation

ClockKind = Literal["first_response", "next_response", "resolution"]
ClockState = Literal["running", "paused", "stopped"]

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Targets:
    """The promises to conversations of at least this priority where `applies` holds, in seconds of open time."""

    min_priority: int = 0
    first_response_seconds: int = HOUR  # KLM's promise of 2010: first reply within the hour, solved in 24
    next_response_seconds: int = HOUR
    resolution_seconds: int = 24 * HOUR
    id: str | None = None
    applies: EngagementApplies = EngagementApplies()

    def holds(self, situation: Situation) -> bool:
        """Whether these are the promises in a situation, unless others before them are."""
        return situation.priority >= self.min_priority and self.applies.holds(situation)

    def seconds(self, kind: ClockKind) -> int:
        """The promise of one kind."""
        if kind == "first_response":
            return self.first_response_seconds
        return self.next_response_seconds if kind == "next_response" else self.resolution_seconds


@dataclass(frozen=True, slots=True)
class SlaPolicy:
    """A version of a brand's promises. `targets` are tried in order: the first that holds counts."""

    version: int = 1
    targets: tuple[Targets, ...] = (Targets(),)
    calendar: BusinessCalendar = BusinessCalendar()
    pause_resolution_while_waiting: bool = True

    def promised(self, situation: Situation) -> Targets:
        """What this policy promises in a situation."""
        return next((each for each in self.targets if each.holds(situation)), self.targets[-1])


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """A brand's policies: the current one for new clocks, and the older ones that running clocks were started under.

    `severity` is that of the gravest incident that is on, where a rule asks for it; None: none is.
    """

    current: SlaPolicy
    older: Mapping[int, SlaPolicy]
    severity: int | None = None

    def of(self, clock: SlaClock) -> SlaPolicy:
        """The policy frozen in a clock."""
        if clock.policy_version == self.current.version:
            return self.current
        return self.older.get(clock.policy_version, self.current)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a clock's life with what began it; `ended_at` is None while it lasts."""

    started_at: datetime
    cause: str
    counts: bool
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SlaClock:
    """One promise to one conversation. `due_at` is when it breaches if nothing stops or pauses it.

    `rule` is the id of the targets of the policy that decided, None for targets without one.
    """

    kind: ClockKind
    policy_version: int
    target_seconds: int
    started_at: datetime
    due_at: datetime
    segments: tuple[Segment, ...]
    state: ClockState = "running"
    breached: bool = False
    elapsed_seconds: float = 0.0
    rule: str | None = None

    @property
    def met(self) -> bool:
        """Whether the promise is met so far."""
        return not self.breached and self.elapsed_seconds <= self.target_seconds


def start(kind: ClockKind, at: datetime, cause: str, situation: Situation, policy: SlaPolicy) -> SlaClock:
    """Begin a clock under the policy of now."""
    promised = policy.promised(situation)
    target = promised.seconds(kind)
    due = policy.calendar.add(at, target)
    return SlaClock(kind, policy.version, target, at, due, (Segment(at, cause, True),), rule=promised.id)


def elapsed(clock: SlaClock, until: datetime, policy: SlaPolicy) -> float:
    """Open seconds that counted until a moment, recomputed from the segments."""
    return sum(
        policy.calendar.between(segment.started_at, segment.ended_at or until)
        for segment in clock.segments
        if segment.counts
    )


def pause(clock: SlaClock, at: datetime, cause: str, policy: SlaPolicy) -> SlaClock:
    """Stop counting until resumed, such as while we wait for the contact."""
    at = _not_before(clock, at)
    spent = elapsed(clock, at, policy)
    segments = (*_closed(clock, at), Segment(at, cause, False))
    return replace(clock, state="paused", segments=segments, elapsed_seconds=spent)


def resume(clock: SlaClock, at: datetime, cause: str, policy: SlaPolicy) -> SlaClock:
    """Resume a clock; its due time moves by the length of the pause."""
    at = _not_before(clock, at)
    left = max(0.0, clock.target_seconds - clock.elapsed_seconds)
    segments = (*_closed(clock, at), Segment(at, cause, True))
    return replace(clock, state="running", segments=segments, due_at=policy.calendar.add(at, left))


def tighten(clock: SlaClock, at: datetime, cause: str, situation: Situation, policy: SlaPolicy) -> SlaClock:
    """Hold a live clock to the promise of another situation where that is stricter; never to a laxer one.

    What has run counts: a promise that is over already breaches at once. The version of the policy stays.
    """
    promised = policy.promised(situation)
    target = promised.seconds(clock.kind)
    if clock.state == "stopped" or clock.breached or target >= clock.target_seconds:
        return clock
    if clock.state == "paused":
        return replace(clock, target_seconds=target, rule=promised.id)
    at = _not_before(clock, at)
    left = max(0.0, target - elapsed(clock, at, policy))
    segments = (*_closed(clock, at), Segment(at, cause, True))
    due = policy.calendar.add(at, left)
    return replace(clock, target_seconds=target, rule=promised.id, segments=segments, due_at=due)


def stop(clock: SlaClock, at: datetime, cause: str, policy: SlaPolicy) -> SlaClock:
    """End a clock for good; the last segment names the cause."""
    at = _not_before(clock, at)
    spent = elapsed(clock, at, policy)
    segments = (*_closed(clock, at), Segment(at, cause, False, at))
    breached = clock.breached or spent > clock.target_seconds
    return replace(clock, state="stopped", segments=segments, elapsed_seconds=spent, breached=breached)


def is_due(clock: SlaClock, at: datetime) -> bool:
    """Whether a running clock has passed its due time and its breach is not emitted yet."""
    return clock.state == "running" and not clock.breached and clock.due_at <= at


def _not_before(clock: SlaClock, at: datetime) -> datetime:
    """Platforms report times late or skewed; a segment never ends before it began."""
    return max(at, clock.segments[-1].started_at)


def _closed(clock: SlaClock, at: datetime) -> tuple[Segment, ...]:
    return (*clock.segments[:-1], replace(clock.segments[-1], ended_at=at))
