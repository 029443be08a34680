"""One turn of a brand's detection: buckets in, signals and their incidents out, and the time of the next turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from services.crisis.application.signal_effects import judge_muted
from services.crisis.application.signals import clear_passed, clear_signal, raise_signal, uphold_signal
from services.crisis.application.surge_course import follow_up
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.bucket import BucketSpan
from services.crisis.domain.checkpoint import checkpoint_due, checkpoints_ahead
from services.crisis.domain.episode import Raised, Upheld
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.watch import DetectionTurn, WatchRules, advance, begin, rest_seconds


def detect_key(brand: str) -> str:
    """The key of a brand's detection timer."""
    return f"detect/{brand}"


async def detect(unit: UnitOfWork) -> None:
    """Step the brand's detector through the buckets that are complete, and act on what it raises and clears.

    Raises:
        VersionConflict: Another process stepped it first.
    """
    settings = unit.settings
    rules = settings.watch_rules()
    policy = await unit.store.policies.current()
    turn = await _load_turn(unit, policy, rules)
    expires_at = unit.now + timedelta(days=settings.explained_days)
    checkpoint = checkpoint_due(turn, unit.brand, policy.detector, rules.bucket_seconds, expires_at)
    if checkpoint is not None:
        await unit.store.detection.put_checkpoint(checkpoint)
    begun = turn
    turn, events = advance(begun, policy.detector, BucketSpan(settings.bucket_seconds, settings.time_scale))
    for around in checkpoints_ahead(begun, turn, policy.detector, expires_at):
        await unit.store.detection.put_checkpoint(around)
    for event in events:
        if isinstance(event, Raised):
            await raise_signal(unit, event, policy, turn.counts)
        elif isinstance(event, Upheld):
            await uphold_signal(unit, event, policy, turn.counts)
        else:
            await clear_signal(unit, event)
    await clear_passed(unit, turn.state)
    await judge_muted(unit, policy, turn.counts)
    await unit.store.detection.save_detector(turn.state, turn.version, unit.now)
    await follow_up(unit, policy, turn.counts)
    unit.schedule(detect_key(unit.brand), "detect", rest_seconds(turn, unit.now, rules))


async def _load_turn(unit: UnitOfWork, policy: CrisisPolicy, rules: WatchRules) -> DetectionTurn:
    detection = unit.store.detection
    stored, progress = await detection.detector(), await detection.progress()
    oldest = await detection.oldest_bucket() if stored is None else None
    turn = begin(stored, oldest, progress, policy.detector, unit.now, rules)
    return replace(turn, counts=await detection.counts(turn.first, turn.elapsed))
