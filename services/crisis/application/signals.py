"""A signal begins and ends: it joins the open incident, or declares one when the policy says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from contracts.ids import derived_id
from services.crisis.application.declaration import Declaration, declare, incident_of
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.detector import Cleared, DetectorState, Raised
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.severity import severity_of
from services.crisis.domain.signal import Signal
from services.crisis.domain.tally import BucketCount
from services.crisis.domain.watch import surge_figures
from services.crisis.events import signal_cleared, signal_raised

RECENT_BUCKETS = 60  # an episode older than this is recorded, not declared: it comes from rebuilding the detector
LIVE_MOST = 20  # of a brand: one a measure, and what older detectors left
TITLES = {"volume": "Surge of messages", "negative_share": "Surge of anger"}


def episode_of(brand: str, event: Raised | Cleared) -> str:
    """The id of an episode: derived from when it began, so that a rebuilt detector finds the same one."""
    return derived_id("episode", brand, event.measure, str(int(event.opened_at)))


async def raise_signal(
    unit: UnitOfWork, raised: Raised, policy: CrisisPolicy, counts: Mapping[int, BucketCount]
) -> None:
    """Record an episode that began; one that is stored already comes from a detector that was rebuilt."""
    episode = episode_of(unit.brand, raised)
    if await unit.store.signals.find(episode) is not None:
        return
    unit.cause = episode
    signal = _signal(episode, raised, policy.detector.version)
    unit.emit(signal_raised(signal, unit.settings.bucket_seconds))
    recent = (unit.now - signal.opened_at).total_seconds() <= RECENT_BUCKETS * unit.settings.bucket_seconds
    incident = await _attach(unit, signal, policy, counts) if recent else None
    await unit.store.signals.add(replace(signal, incident=incident))


def _signal(episode: str, raised: Raised, detector_version: int) -> Signal:
    return Signal(
        episode=episode,
        measure=raised.measure,
        state="live",
        opened_at=datetime.fromtimestamp(raised.opened_at, UTC),
        observed=raised.observed,
        expected=raised.expected,
        peak=raised.observed,
        score=raised.score,
        reason=raised.reason,
        detector_version=detector_version,
    )


async def _attach(
    unit: UnitOfWork, signal: Signal, policy: CrisisPolicy, counts: Mapping[int, BucketCount]
) -> str | None:
    """Attach the signal to the incident that is open already, or declare one when the policy says so."""
    current = await unit.store.incidents.newest_open()
    if current is not None:
        joined = replace(current, signals=(*current.signals, signal.episode), stand_down_proposed_at=None)
        await unit.save(joined)
        unit.record(current.id, "signal", signal.reason)
        return current.id
    if not policy.auto_declare:
        return None
    severity = severity_of(surge_figures(signal, counts.values()), policy.severity)
    id_ = incident_of(unit.brand, signal.episode)
    return (await declare(unit, Declaration(id_, TITLES[signal.measure], severity, signal=signal), policy)).id


async def clear_signal(unit: UnitOfWork, cleared: Cleared) -> None:
    """Record that an episode is over."""
    episode = episode_of(unit.brand, cleared)
    signal = await unit.store.signals.find(episode)
    if signal is None or signal.state == "cleared":
        return
    closed_at = datetime.fromtimestamp(cleared.closed_at, UTC)
    signal = replace(signal, state="cleared", closed_at=closed_at, peak=cleared.peak)
    await unit.store.signals.save(signal)
    unit.cause = episode
    unit.emit(signal_cleared(signal, cleared.closed_at - cleared.opened_at))
    if signal.incident is not None:
        unit.record(signal.incident, "cleared", f"Back to normal: {cleared.measure.replace('_', ' ')}.")


async def clear_passed(unit: UnitOfWork, state: DetectorState) -> None:
    """Clear live signals that the detector has passed and does not have open: an older detector raised them.

    It would never clear them, and an incident with one would never be proposed to stand down.
    """
    for signal in (await unit.store.signals.newest("live", LIVE_MOST, None)).items:
        measure = state.volume if signal.measure == "volume" else state.negative_share
        began = signal.opened_at.timestamp()
        if began < state.next_start and (measure.opened_at is None or int(measure.opened_at) != int(began)):
            await clear_signal(unit, Cleared(signal.measure, began, state.next_start, signal.peak))
