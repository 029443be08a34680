"""One turn of a brand's detection: buckets in, signals and their incidents out, and the time of the next turn."""

from __future__ import annotations

from services.crisis.application.signals import clear_signal, raise_signal
from services.crisis.application.surge_course import follow_up
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.detector import BucketSpan, DetectorState, Raised
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.tally import bucket_start
from services.crisis.domain.watch import DetectionTurn, WatchRules, advance, bounds, horizon

MOST_OFTEN_SECONDS = 1.0  # between two turns, or a quarter of a bucket where that is shorter


async def detect(unit: UnitOfWork) -> None:
    """Step the brand's detector through the buckets that are complete, and act on what it raises and clears.

    Raises:
        VersionConflict: Another process stepped it first.
    """
    settings = unit.settings
    rules = WatchRules(settings.bucket_seconds, settings.grace_seconds, settings.hold_seconds)
    policy = await unit.store.policies.current()
    turn = await _load_turn(unit, policy, rules)
    turn, events = advance(turn, policy.detector, BucketSpan(settings.bucket_seconds, settings.time_scale))
    for event in events:
        if isinstance(event, Raised):
            await raise_signal(unit, event, policy, turn.counts)
        else:
            await clear_signal(unit, event)
    await unit.store.detection.save_detector(turn.state, turn.version, unit.now)
    await follow_up(unit, policy, turn.counts)
    due = turn.end + rules.bucket_seconds + rules.grace_seconds - unit.now.timestamp()
    unit.schedule(f"detect/{unit.brand}", "detect", max(min(MOST_OFTEN_SECONDS, rules.bucket_seconds / 4), due))


async def _load_turn(unit: UnitOfWork, policy: CrisisPolicy, rules: WatchRules) -> DetectionTurn:
    detection = unit.store.detection
    stored = await detection.detector()
    complete = horizon(await detection.progress(), unit.now, rules)
    if stored is None:
        oldest = await detection.oldest_bucket()
        first = min(complete, oldest) if oldest is not None else complete
        state, version = DetectorState(policy.detector.version, float(first)), 0
    else:
        state, version = stored
        first = bucket_start(state.next_start, rules.bucket_seconds)
    end, elapsed = bounds(first, complete, unit.now, rules)
    return DetectionTurn(state, version, first, end, elapsed, await detection.counts(first, elapsed))
