"""What follows from a signal: it joins the open incident, or rules and the policy declare or propose one.

A maintenance window mutes all of that below the gravest severity, until it is over or the surge is that grave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.crisis.application.declaration import Declaration, declare, incident_of
from services.crisis.application.rule_judging import SignalMoment, judge_rules
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.incident import Incident
from services.crisis.domain.maintenance_window import is_muted, window_on
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.rule_evaluation import Occasion
from services.crisis.domain.severity import severity_of
from services.crisis.domain.signal import Signal
from services.crisis.domain.tally import BucketCount
from services.crisis.domain.watch import surge_figures

LIVE_MOST = 20  # of a brand: one a measure, eight of stories, and what older detectors left
TITLES = {
    "volume": "Surge of messages",
    "negative_share": "Surge of anger",
    "story": "Surge of one story",
    "reach": "Surge of reach",
}
Counts = Mapping[int, BucketCount]


async def take_effect(
    unit: UnitOfWork, signal: Signal, policy: CrisisPolicy, counts: Counts, at: datetime, occasion: Occasion
) -> Signal:
    """Do what follows from a signal; gives it with its incident, or the window that mutes it, for the caller to store.

    One that copies alone make (ADR 0069) joins nothing and declares nothing; a rule that asks for such may propose.
    """
    current = await unit.store.incidents.newest_open()
    window = window_on(await unit.store.maintenance_windows.all(), unit.now)
    moment = SignalMoment(replace(signal, muted_by=None), at, occasion, window)
    before = None if current is None else current.id
    incident = await judge_rules(unit, moment, "declare", before, policy)
    if current is not None and not signal.is_held:
        await _join(unit, current, signal)
    elif incident is None:
        incident = await _by_policy(unit, moment, policy, counts)
    incident = await judge_rules(unit, moment, "propose", incident, policy)
    if incident is not None and not signal.is_held:
        return moment.signal.joined(incident)
    return replace(signal, muted_by=window.id if window is not None else None)


async def judge_muted(unit: UnitOfWork, policy: CrisisPolicy, counts: Counts) -> None:
    """Judge live signals whose window is over as if they began now, and declare those that grew gravest within one."""
    live = (await unit.store.signals.newest("live", LIVE_MOST, None)).items
    muted = [each for each in live if each.muted_by is not None]
    if not muted:
        return
    window = window_on(await unit.store.maintenance_windows.all(), unit.now)
    for signal in muted:
        unit.cause = signal.episode
        if window is None:
            after = await take_effect(unit, signal, policy, counts, unit.now, "window_ended")
        else:
            moment = SignalMoment(replace(signal, muted_by=None), unit.now, "window_ended", window)
            incident = await _within(unit, moment, policy, counts)
            after = replace(signal, muted_by=window.id) if incident is None else moment.signal.joined(incident)
        if after != signal:
            await unit.store.signals.save(after)


async def _within(unit: UnitOfWork, moment: SignalMoment, policy: CrisisPolicy, counts: Counts) -> str | None:
    """Take a muted signal into an incident that a person declared, or declare one for a surge that grew gravest."""
    if moment.signal.is_held:
        return None
    current = await unit.store.incidents.newest_open()
    if current is None:
        return await _by_policy(unit, moment, policy, counts)
    await _join(unit, current, moment.signal)
    return current.id


async def _join(unit: UnitOfWork, current: Incident, signal: Signal) -> None:
    joined = replace(current, signals=(*current.signals, signal.episode), stand_down_proposed_at=None)
    await unit.save(joined)
    unit.record(current.id, "signal", signal.reason)


async def _by_policy(unit: UnitOfWork, moment: SignalMoment, policy: CrisisPolicy, counts: Counts) -> str | None:
    """Declare where the policy says so, unless copies alone make the signal or a window mutes it."""
    signal = moment.signal
    severity = severity_of(surge_figures(signal, counts.values()), policy.severity)
    if signal.is_held or not policy.auto_declare or is_muted(moment.window, severity):
        return None
    id_ = incident_of(unit.brand, signal.episode)
    return (await declare(unit, Declaration(id_, TITLES[signal.measure], severity, signal=signal), policy)).id
