"""A signal begins, stands without its copies, and ends; what follows from it is in `signal_effects.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from contracts.ids import derived_id
from services.crisis.application.signal_effects import LIVE_MOST, take_effect
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.episode import Cleared, EpisodeNews, Raised, Upheld
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.reason import copies_shown
from services.crisis.domain.signal import COPIED_LEAST, Coordination, Signal
from services.crisis.domain.spread import accounts_of
from services.crisis.domain.tally import BucketCount
from services.crisis.domain.views import Measure
from services.crisis.events import signal_cleared, signal_raised

RECENT_BUCKETS = 60  # an episode older than this is recorded, not declared: it comes from rebuilding the detector
STORIES_MOST = 100  # the largest, looked at for who copies


def episode_of(brand: str, event: EpisodeNews) -> str:
    """The id of an episode: derived from when it began, so that a rebuilt detector finds the same one."""
    return episode_at(brand, event.measure, event.opened_at, event.story)


def episode_at(brand: str, measure: Measure, opened_at: float, story: str | None = None) -> str:
    """The id of the episode of a measure, of that story alone, that began with a bucket (seconds since 1970)."""
    whose = () if story is None else (story,)
    return derived_id("episode", brand, measure, str(int(opened_at)), *whose)


async def raise_signal(
    unit: UnitOfWork, raised: Raised, policy: CrisisPolicy, counts: Mapping[int, BucketCount]
) -> None:
    """Record an episode that began; one that is stored already comes from a detector that was rebuilt.

    One that copies alone make (ADR 0069) is shown, and declares nothing by itself.
    """
    episode = episode_of(unit.brand, raised)
    if await unit.store.signals.find(episode) is not None:
        return
    unit.cause = episode
    signal = await _with_copies(unit, _signal(episode, raised, policy.detector.version), raised)
    unit.emit(signal_raised(signal, unit.settings.window_seconds(signal.measure)))
    if _is_recent(unit, raised.opened_at):
        signal = await take_effect(unit, signal, policy, counts, signal.opened_at, "raised")
    await unit.store.signals.add(signal)


async def uphold_signal(
    unit: UnitOfWork, upheld: Upheld, policy: CrisisPolicy, counts: Mapping[int, BucketCount]
) -> None:
    """What follows from a signal follows now that it is one without its copies too."""
    episode = episode_of(unit.brand, upheld)
    signal = await unit.store.signals.find(episode)
    if signal is None or signal.state == "cleared" or signal.coordinated is None or not signal.coordinated.decisive:
        return
    unit.cause = episode
    since = datetime.fromtimestamp(upheld.at, UTC)
    reason = f"{signal.reason}; since {since:%H:%M} UTC it is one without them too"
    signal = replace(signal, coordinated=replace(signal.coordinated, decisive=False), reason=reason)
    if signal.incident is None and _is_recent(unit, upheld.at):
        signal = await take_effect(unit, signal, policy, counts, since, "upheld")
    await unit.store.signals.save(signal)


def _is_recent(unit: UnitOfWork, at: float) -> bool:
    return unit.now.timestamp() - at <= RECENT_BUCKETS * unit.settings.bucket_seconds


async def _with_copies(unit: UnitOfWork, signal: Signal, raised: Raised) -> Signal:
    """The signal with what is known of the copies in it, and of who wrote them."""
    if not raised.held and raised.copied < COPIED_LEAST:
        return signal
    since = signal.opened_at - timedelta(hours=1) / unit.settings.time_scale
    if signal.story is None:
        largest = (await unit.store.stories.largest(STORIES_MOST, None)).items
    else:
        one = await unit.store.stories.find(signal.story)
        largest = [] if one is None else [one]
    accounts = accounts_of(each.spread for each in largest if each.story.last_at >= since)
    coordinated = Coordination(round(raised.copied, 3), accounts, raised.held)
    words = copies_shown(raised.measure, coordinated.share, accounts, decisive=raised.held)
    return replace(signal, coordinated=coordinated, reason=signal.reason + words)


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
        story=raised.story,
    )


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
        began = signal.opened_at.timestamp()
        if began < state.next_start and int(began) not in _open(state, signal):
            await clear_signal(unit, Cleared(signal.measure, began, state.next_start, signal.peak, signal.story))


def _open(state: DetectorState, signal: Signal) -> set[int]:
    """When what the detector has open of the signal's measure, and of its story, began (seconds since 1970)."""
    began: list[float | None]
    match signal.measure:
        case "volume":
            began = [state.volume.opened_at]
        case "negative_share":
            began = [state.negative_share.opened_at]
        case "reach":
            began = [each.opened_at for each in state.reach.episodes]
        case "story":
            began = [each.opened_at for each in state.story.episodes if each.story == signal.story]
    return {int(each) for each in began if each is not None}
