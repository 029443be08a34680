"""Why a minute raised a signal, or did not: the detector is stepped again, from the last checkpoint before it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.crisis.application.forecasting import NotYet
from services.crisis.application.repositories import Repositories
from services.crisis.application.signals import episode_at
from services.crisis.domain.bucket import BucketSpan
from services.crisis.domain.checkpoint import REPLAY_MOST, Checkpoint, Replay, replay, replayed_until
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.judged import Judged
from services.crisis.domain.maintenance_window import MaintenanceWindow, window_on
from services.crisis.domain.signal import Signal
from services.crisis.domain.tally import BucketCount, bucket_start
from services.crisis.settings import CrisisSettings


class NotJudgedYet(Exception):
    """The bucket is over and detection has not reached it."""


class NotRemembered(Exception):
    """Detection's memory of that time is not stored; `earliest` is the first moment it is, if there is one."""

    def __init__(self, earliest: datetime | None) -> None:
        super().__init__()
        self.earliest = earliest


@dataclass(frozen=True, slots=True)
class MeasureExplanation:
    """What was judged of one measure, and the signal of the episode the bucket belongs to, if it is stored."""

    judged: Judged
    episode: str | None
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class SignalExplanation:
    """One bucket, `seconds` long: its counts and what each measure was judged by.

    `window` is the maintenance window of that moment, as the windows are now.
    """

    start: int
    seconds: int
    count: BucketCount
    begun: Checkpoint
    earliest: datetime
    exact: bool | None
    window: MaintenanceWindow | None
    measures: Sequence[MeasureExplanation]


async def explain(
    store: Repositories, settings: CrisisSettings, brand: str, now: datetime, at: datetime | None
) -> SignalExplanation:
    """The bucket a moment falls into, or the last one that was judged.

    Raises:
        NotYet: The bucket is not over.
        NotJudgedYet: Detection has not reached it.
        NotRemembered: It is too long ago.
    """
    stored = await store.detection.detector()
    seconds = settings.bucket_seconds
    if stored is None:
        raise NotJudgedYet
    reached = int(stored[0].next_start)
    start = reached - seconds if at is None else bucket_start(at.timestamp(), seconds)
    if start + seconds > now.timestamp() and start >= reached:
        raise NotYet
    if start >= reached:
        raise NotJudgedYet
    begun, earliest = await _begun(store, start, seconds)
    following = await _following(store, begun, start, stored[0], seconds)
    span = BucketSpan(seconds, settings.time_scale)
    counts = await store.detection.counts(begun.start, replayed_until(start, following, reached, span))
    replayed = await asyncio.to_thread(replay, begun, start, following, reached, counts, span)
    return await _explanation(store, brand, (start, seconds), begun, earliest, counts, replayed)


async def _begun(store: Repositories, start: int, seconds: int) -> tuple[Checkpoint, datetime]:
    begun, earliest = await store.detection.checkpoint_before(start), await store.detection.oldest_checkpoint()
    since = None if earliest is None else datetime.fromtimestamp(earliest, UTC)
    if begun is None or since is None or start - begun.start >= REPLAY_MOST * seconds:
        raise NotRemembered(since)
    return begun, since


async def _following(
    store: Repositories, begun: Checkpoint, start: int, present: DetectorState, seconds: int
) -> DetectorState | None:
    """The first memory that is stored of a time after the bucket, unless that is too far to step on to."""
    after = await store.detection.checkpoint_after(start)
    state = present if after is None else after.state
    return state if state.next_start - begun.start <= REPLAY_MOST * seconds else None


async def _explanation(  # noqa: PLR0913 - what an answer is made of
    store: Repositories,
    brand: str,
    bucket: tuple[int, int],
    begun: Checkpoint,
    earliest: datetime,
    counts: Mapping[int, BucketCount],
    replayed: Replay,
) -> SignalExplanation:
    measures = []
    for judged in replayed.judged:
        opened_at = judged.opened_at
        episode = None if opened_at is None else episode_at(brand, judged.measure, opened_at, judged.story)
        signal = None if episode is None else await store.signals.find(episode)
        measures.append(MeasureExplanation(judged, episode if signal is not None else None, signal))
    start, seconds = bucket
    windows = await store.maintenance_windows.all()
    window = window_on(windows, datetime.fromtimestamp(start, UTC))
    count = counts.get(start, BucketCount())
    return SignalExplanation(start, seconds, count, begun, earliest, replayed.exact, window, measures)
