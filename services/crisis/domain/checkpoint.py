"""Checkpoints: detection's memory as it was once a day, from which what it made of a minute is worked out again."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.crisis.domain.bucket import BucketSpan
from services.crisis.domain.detector import judge
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.judged import Judged
from services.crisis.domain.tally import BucketCount, filled
from services.crisis.domain.watch import CHUNK, DetectionTurn

CHECKPOINT_BUCKETS = 1_440  # between two of them: a day of minutes, which takes up to 0.2 s to step through again
REPLAY_MOST = CHECKPOINT_BUCKETS + CHUNK  # buckets from one to the next: a turn that catches up steps past its due time


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The memory before the bucket that begins at `start` was stepped, and the settings it was stepped by."""

    start: int
    config: DetectorConfig
    state: DetectorState
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Replay:
    """What was judged of the bucket asked for, and of its slot, as far as that is over.

    `exact` if stepping on gave the memory that detection itself had later, to the last digit: then nothing was counted
    after it was judged. None where too much lies between to look.
    """

    judged: tuple[Judged, ...]
    exact: bool | None


def checkpoint_due(
    turn: DetectionTurn, brand: str, config: DetectorConfig, bucket_seconds: int, expires_at: datetime
) -> Checkpoint | None:
    """The checkpoint to store with this turn, which has not advanced yet: once a day, and under changed settings.

    Each brand has its own minute of the day, so that not all are written in the same one.
    """
    lasts = CHECKPOINT_BUCKETS * bucket_seconds
    shift = zlib.crc32(brand.encode()) % CHECKPOINT_BUCKETS * bucket_seconds
    same_day = (turn.first + shift) // lasts == (turn.elapsed + shift) // lasts
    if turn.version and same_day and turn.state.config_version == config.version:
        return None
    return Checkpoint(turn.first, config, copy.deepcopy(turn.state), expires_at)


def checkpoints_ahead(
    before: DetectionTurn, after: DetectionTurn, config: DetectorConfig, expires_at: datetime
) -> tuple[Checkpoint, ...]:
    """The checkpoints around buckets that a turn stepped while they were still being counted; none where it did not.

    `before` is the turn that advanced to `after`. What is counted of these buckets later makes no other minute inexact.
    """
    if after.state is before.state:
        return ()
    return (
        Checkpoint(before.end, config, before.state, expires_at),
        Checkpoint(after.end, config, after.state, expires_at),
    )


def replayed_until(start: int, following: DetectorState | None, reached: int, span: BucketSpan) -> int:
    """Where a replay ends: at the following memory, and not before the slot is over, as far as detection has come."""
    seconds = int(span.bucket_seconds)
    slot_end = int(span.slot_start(start) + span.slot_seconds)
    return max(start + seconds if following is None else int(following.next_start), min(slot_end, reached))


def replay(  # noqa: PLR0913 - what a replay is made of
    begun: Checkpoint,
    start: int,
    following: DetectorState | None,
    reached: int,
    counts: Mapping[int, BucketCount],
    span: BucketSpan,
) -> Replay:
    """Step from a checkpoint through what is stored, past the bucket that begins at `start` and the slot it is in.

    `following` is the memory that detection had at a later time, which is stepped on to; None where that is too far.
    `reached` is where detection stands.
    """
    state = copy.deepcopy(begun.state)
    seconds = int(span.bucket_seconds)
    slot = span.slot_start(start)
    exact: bool | None = None
    found: list[Judged] = []
    for bucket in filled(counts, begun.start, replayed_until(start, following, reached, span), seconds):
        judged = judge(state, bucket, begun.config, span)
        if bucket.start == start:
            found += [each for each in judged if not each.is_of_slot]
        if span.slot_start(bucket.start) == slot and bucket.start >= start:
            found += [each for each in judged if each.is_of_slot]
        if following is not None and int(following.next_start) == bucket.start + seconds:
            exact = state == following
    return Replay(tuple(found), exact)
