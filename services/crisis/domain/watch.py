"""One turn of detection: which buckets are complete, and the detector's steps through them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.crisis.domain.bucket import BucketSpan
from services.crisis.domain.detector import step
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.episode import EpisodeNews, Raised, Upheld
from services.crisis.domain.severity import SurgeFigures, ratio_of
from services.crisis.domain.signal import Signal
from services.crisis.domain.tally import BucketCount, bucket_start, filled

CHUNK = 1_000  # buckets stepped in one transaction while catching up: about 30 ms of rules
MOST_OFTEN_SECONDS = 1.0  # between two turns, or a quarter of a bucket where that is shorter
LEAST_KNOWN = 10  # messages of known sentiment that a share of anger can be told from


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of one partition: the time of its last counted message, and when that was counted."""

    at: datetime
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class WatchRules:
    """Lengths in real seconds: a bucket, the grace after its end, and how long judging waits for late counting."""

    bucket_seconds: int
    grace_seconds: float
    hold_seconds: float


@dataclass(frozen=True, slots=True)
class DetectionTurn:
    """The detector before, buckets from `first` to `end` (complete) and to `elapsed`, and what they held."""

    state: DetectorState
    version: int
    first: int
    end: int
    elapsed: int
    counts: Mapping[int, BucketCount]


def horizon(progress: Iterable[Progress], now: datetime, rules: WatchRules) -> int:
    """Where complete buckets end: now, or where a partition stands that is still delivering older messages."""
    end = bucket_start(now.timestamp() - rules.grace_seconds, rules.bucket_seconds)
    longest = bucket_start(now.timestamp() - rules.hold_seconds, rules.bucket_seconds)
    busy = timedelta(seconds=rules.grace_seconds + rules.bucket_seconds)
    for partition in progress:
        if now - partition.counted_at <= busy:
            reached = bucket_start(partition.at.timestamp(), rules.bucket_seconds)
            end = min(end, max(reached, longest))
    return end


def begin(
    stored: tuple[DetectorState, int] | None,
    oldest: int | None,
    progress: Iterable[Progress],
    config: DetectorConfig,
    now: datetime,
    rules: WatchRules,
) -> DetectionTurn:
    """A turn before its buckets are read: of the detector and its version, else of a new one from the oldest bucket."""
    complete = horizon(progress, now, rules)
    if stored is None:
        first = complete if oldest is None else min(complete, oldest)
        state, version = DetectorState(config.version, float(first)), 0
    else:
        state, version = stored
        first = bucket_start(state.next_start, rules.bucket_seconds)
    return DetectionTurn(state, version, first, *bounds(first, complete, now, rules), {})


def rest_seconds(turn: DetectionTurn, now: datetime, rules: WatchRules) -> float:
    """How long after a turn the next one is: until another bucket is complete."""
    due = turn.end + rules.bucket_seconds + rules.grace_seconds - now.timestamp()
    return max(min(MOST_OFTEN_SECONDS, rules.bucket_seconds / 4), due)


def bounds(first: int, complete: int, now: datetime, rules: WatchRules) -> tuple[int, int]:
    """Where this turn's complete buckets and its elapsed buckets end, seconds since 1970."""
    most = first + CHUNK * rules.bucket_seconds
    passed = bucket_start(now.timestamp() - rules.grace_seconds, rules.bucket_seconds)
    return max(first, min(complete, most)), max(first, min(passed, most))


def advance(turn: DetectionTurn, config: DetectorConfig, span: BucketSpan) -> tuple[DetectionTurn, list[EpisodeNews]]:
    """Step through the complete buckets; through those still being counted too, if they are a surge already.

    The turn's state moves on: it is an accumulator.

    What is counted of a bucket is a lower bound, also of the messages that are no copies, so a volume, a story or
    reach that alerts on part of it would alert on all of it: a pipeline that lags because of the surge does not delay
    the alarm. What copies alone make is waited for: nothing follows from it, and who else wrote has to be known.
    """
    events = _through(turn.state, turn, turn.first, turn.end, config, span)
    if turn.end == turn.elapsed:
        return turn, events
    ahead = copy.deepcopy(turn.state)
    early = _through(ahead, turn, turn.end, turn.elapsed, config, span)
    if any(_is_alarm(event) for event in early):
        return replace(turn, state=ahead, end=turn.elapsed), [*events, *early]
    return turn, events


def _is_alarm(event: EpisodeNews) -> bool:
    return event.measure != "negative_share" and (
        isinstance(event, Upheld) or (isinstance(event, Raised) and not event.held)
    )


def _through(
    state: DetectorState, turn: DetectionTurn, first: int, end: int, config: DetectorConfig, span: BucketSpan
) -> list[EpisodeNews]:
    events: list[EpisodeNews] = []
    for bucket in filled(turn.counts, first, end, int(span.bucket_seconds)):
        events += step(state, bucket, config, span)
    state.next_start = float(end)
    return events


def surge_figures(signal: Signal, counts: Iterable[BucketCount]) -> SurgeFigures:
    """What is seen of a signal's surge in these buckets, less the copies."""
    buckets = [count.without_copies() for count in counts]
    rated = sum(count.inbound - count.unknown for count in buckets)
    negative = sum(count.negative for count in buckets)
    largest = max((count.inbound for count in buckets), default=0)
    at_first = signal.observed * (1.0 - signal.coordinated.share) if signal.coordinated else signal.observed
    volume = max(at_first, largest) if signal.measure == "volume" else 0.0
    ratio = ratio_of(volume, signal.expected) if volume else 1.0
    return SurgeFigures(ratio, negative / rated if rated >= LEAST_KNOWN else None)
