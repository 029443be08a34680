"""The watch: a durable timer per brand steps its detector through the buckets that are complete, and acts on it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from chassis.errors import VersionConflict
from chassis.timers import DueTimer
from contracts.crisis import IncidentChanged, SignalCleared, SignalRaised
from contracts.ids import derived_id
from services.crisis.application.declaration import Declaration, declare, incident_of
from services.crisis.application.stand_down import stand_down
from services.crisis.application.unit import Parts, Unit, each_due
from services.crisis.domain.detector import Cleared, DetectorState, Raised, step
from services.crisis.domain.incident import Incident, rated
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.severity import Picture, ratio_of, severity_of
from services.crisis.domain.signal import Signal
from services.crisis.domain.tally import Count, bucket_start, filled
from services.crisis.persistence.documents import document, value

CHUNK = 2_000  # buckets stepped in one transaction while catching up: about 30 ms of rules
RECENT_BUCKETS = 60  # an episode older than this is recorded, not declared: it was found while rebuilding


@dataclass(frozen=True, slots=True)
class Watch:
    """One turn: the state before, buckets from `first` to `end` (complete) and to `elapsed`, and what they held."""

    state: DetectorState
    version: int
    first: int
    end: int
    elapsed: int
    counts: dict[int, Count]


class OnDetect:
    """Timer handler: one transaction per brand; the detector's version fences a slower replica out."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Step each brand whose timer is due."""
        await each_due(self._parts, due, "detection", self._watch)

    async def _watch(self, unit: Unit, _: DueTimer) -> None:
        policy = await unit.store.policy(unit.brand, unit.session)
        turn = await self._turn(unit, policy)
        length = self._parts.settings.bucket_seconds
        turn, events = self._step(turn, policy)
        for event in events:
            if isinstance(event, Raised):
                await self._raised(unit, event, policy, turn)
            else:
                await self._cleared(unit, event)
        await self._save(unit, turn)
        await self._follow_up(unit, policy, turn)
        due = turn.end + length + self._parts.settings.grace_seconds - unit.now.timestamp()
        unit.later(f"detect/{unit.brand}", "detect", max(min(1.0, length / 4), due))

    def _step(self, turn: Watch, policy: CrisisPolicy) -> tuple[Watch, list[Raised | Cleared]]:
        """Step through the complete buckets; through those still being counted too, if they are a surge already.

        What is counted of a bucket is a lower bound, so a volume that alerts on part of it would alert on all of it: a
        pipeline that lags because of the surge does not delay the alarm.
        """
        events = self._through(turn.state, turn.first, turn.end, turn.counts, policy)
        if turn.end == turn.elapsed:
            return turn, events
        ahead = copy.deepcopy(turn.state)
        early = self._through(ahead, turn.end, turn.elapsed, turn.counts, policy)
        if any(isinstance(event, Raised) and event.measure == "volume" for event in early):
            return replace(turn, state=ahead, end=turn.elapsed), [*events, *early]
        return turn, events

    def _through(
        self, state: DetectorState, first: int, end: int, counts: dict[int, Count], policy: CrisisPolicy
    ) -> list[Raised | Cleared]:
        length = self._parts.settings.bucket_seconds
        found: list[Raised | Cleared] = []
        for bucket in filled(counts, first, end, length):
            found += step(state, bucket, policy.detector, self._parts.span)
        state.next_start = float(end)
        return found

    async def _turn(self, unit: Unit, policy: CrisisPolicy) -> Watch:
        length = self._parts.settings.bucket_seconds
        stored = await unit.store["detectors"].get(unit.brand, "detector", session=unit.session)
        horizon = await self._horizon(unit)
        if stored is None:
            oldest = await unit.store.oldest_bucket(unit.brand, unit.session)
            first = min(horizon, oldest) if oldest is not None else horizon
            state, version = DetectorState(policy.detector.version, float(first)), 0
        else:
            state, version = value(DetectorState, stored["state"]), int(stored["version"])
            first = bucket_start(state.next_start, length)
        most = first + CHUNK * length
        now = bucket_start(unit.now.timestamp() - self._parts.settings.grace_seconds, length)
        end, elapsed = max(first, min(horizon, most)), max(first, min(now, most))
        counts = await unit.store.counts(unit.brand, first, elapsed, unit.session)
        return Watch(state, version, first, end, elapsed, counts)

    async def _horizon(self, unit: Unit) -> int:
        """Where complete buckets end: now, or where a partition stands that is still delivering older messages."""
        settings = self._parts.settings
        now = unit.now.timestamp()
        horizon = bucket_start(now - settings.grace_seconds, settings.bucket_seconds)
        brand = await unit.store["brands"].get(unit.brand, "brand", session=unit.session) or {}
        for read in brand.get("read", {}).values():
            busy = (unit.now - read["counted_at"]).total_seconds() <= settings.grace_seconds + settings.bucket_seconds
            if busy:
                reached = bucket_start(read["at"].timestamp(), settings.bucket_seconds)
                horizon = min(horizon, max(reached, bucket_start(now - settings.hold_seconds, settings.bucket_seconds)))
        return horizon

    async def _save(self, unit: Unit, turn: Watch) -> None:
        detectors = unit.store["detectors"]
        kept = {"state": document(turn.state), "version": turn.version + 1, "at": unit.now}
        if turn.version == 0:
            result = await detectors.write([detectors.insert(unit.brand, "detector", kept)], session=unit.session)
            if result.duplicates:
                raise VersionConflict
            return
        where = {"version": turn.version}
        write = detectors.replace(unit.brand, "detector", kept, where=where)
        if (await detectors.write([write], session=unit.session)).matched == 0:
            raise VersionConflict

    async def _raised(self, unit: Unit, found: Raised, policy: CrisisPolicy, turn: Watch) -> None:
        episode = episode_of(unit.brand, found)
        if await unit.store["signals"].get(unit.brand, episode, session=unit.session) is not None:
            return  # found again while rebuilding
        unit.cause = episode
        at = datetime.fromtimestamp(found.opened_at, UTC)
        signal = Signal(
            episode,
            found.measure,
            "live",
            at,
            found.observed,
            found.expected,
            found.observed,
            found.score,
            found.reason,
            policy.detector.version,
        )
        unit.emit(
            SignalRaised,
            "raised",
            episode,
            1,
            episode=episode,
            measure=found.measure,
            observed=found.observed,
            expected=found.expected,
            score=found.score,
            window_seconds=self._parts.settings.bucket_seconds,
            detector_version=policy.detector.version,
            reason=found.reason,
        )
        recent = (unit.now - at).total_seconds() <= RECENT_BUCKETS * self._parts.settings.bucket_seconds
        incident = await self._attach(unit, signal, policy, turn) if recent else None
        signal = replace(signal, incident=incident)
        await unit.store.add("signals", unit.brand, {episode: signal}, unit.session, listed_at=at)

    async def _attach(self, unit: Unit, signal: Signal, policy: CrisisPolicy, turn: Watch) -> str | None:
        """Give the signal to the incident that is open already, or declare one when the policy says so."""
        current = await unit.store.open_incident(unit.brand, unit.session)
        if current is not None:
            joined = replace(current, signals=(*current.signals, signal.episode), stand_down_proposed_at=None)
            kept = await unit.keep(joined)
            unit.tell(kept.id, "signal", signal.reason)
            return kept.id
        if not policy.auto_declare:
            return None
        word = "Surge of messages" if signal.measure == "volume" else "Surge of anger"
        declaration = Declaration(
            incident_of(unit.brand, signal.episode),
            word,
            severity_of(_picture(signal, turn.counts.values()), policy.severity),
            signal=signal,
        )
        return (await declare(unit, declaration, policy)).id

    async def _cleared(self, unit: Unit, found: Cleared) -> None:
        episode = episode_of(unit.brand, found)
        signal = await unit.store.one("signals", Signal, unit.brand, episode, unit.session)
        if signal is None or signal.state == "cleared":
            return
        closed = datetime.fromtimestamp(found.closed_at, UTC)
        await unit.store.put(
            "signals",
            unit.brand,
            {episode: replace(signal, state="cleared", closed_at=closed, peak=found.peak)},
            unit.session,
        )
        unit.cause = episode
        unit.emit(
            SignalCleared,
            "cleared",
            episode,
            2,
            episode=episode,
            peak=found.peak,
            lasted_seconds=found.closed_at - found.opened_at,
        )
        if signal.incident is not None:
            unit.tell(signal.incident, "cleared", f"Back to normal: {found.measure.replace('_', ' ')}.")

    async def _follow_up(self, unit: Unit, policy: CrisisPolicy, turn: Watch) -> None:
        """Raise an open incident's severity while its signals grow; end it, or propose to, when all is over."""
        incident = await unit.store.open_incident(unit.brand, unit.session)
        if incident is None or not incident.signals:
            return
        signals = await unit.store.many(
            "signals", Signal, unit.brand, {"episode": {"$in": list(incident.signals)}}, unit.session
        )
        live = [signal for signal in signals if signal.state == "live"]
        if live:
            await self._worsen(unit, incident, live, policy, turn)
            return
        reported: dict[str, Any] = await unit.store["staffing"].get(unit.brand, "staffing", session=unit.session) or {}
        waiting = reported.get("waiting", 0)
        if waiting > policy.stand_down.waiting_most:
            return
        unit.cause = derived_id("end", incident.id, str(len(incident.signals)))
        if policy.stand_down.automatic:
            await stand_down(unit, incident)
        elif incident.stand_down_proposed_at is None:
            await unit.keep(replace(incident, stand_down_proposed_at=unit.now))
            unit.tell(
                incident.id, "stand_down_proposed", f"All signals are clear and {waiting} tasks wait: stand down?"
            )

    async def _worsen(
        self, unit: Unit, incident: Incident, live: Sequence[Signal], policy: CrisisPolicy, turn: Watch
    ) -> None:
        signal = next((one for one in live if one.measure == "volume"), live[0])
        severity = severity_of(_picture(signal, turn.counts.values()), policy.severity)
        if severity <= incident.severity:
            return
        kept = await unit.keep(rated(incident, severity))
        unit.cause = derived_id("worse", incident.id, str(severity))
        unit.tell(kept.id, "severity", f"Severity {severity}, was {incident.severity}: the surge grew.")
        unit.emit(
            IncidentChanged,
            "severity",
            kept.id,
            kept.version,
            incident=kept.id,
            state=kept.state,
            severity=severity,
            change="severity",
            by=unit.by,
            roles=kept.roles,
        )


def episode_of(brand: str, found: Raised | Cleared) -> str:
    """The id of an episode: derived from when it began, so that a rebuilt detector finds the same one."""
    return derived_id("episode", brand, found.measure, str(int(found.opened_at)))


def _picture(signal: Signal, counts: Any) -> Picture:  # noqa: ANN401 - any iterable of Count
    counted: list[Count] = list(counts)
    known = sum(count.inbound - count.unknown for count in counted)
    negative = sum(count.negative for count in counted)
    largest = max((count.inbound for count in counted), default=0)
    volume = max(signal.observed, largest) if signal.measure == "volume" else 0.0
    return Picture(ratio_of(volume, signal.expected) if volume else 1.0, negative / known if known >= 10 else None)
