"""Whether a story stays: told all the time, now and then, or no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.crisis.domain.spread_counts import SLOTS_KEPT, SpreadCounts


@dataclass(frozen=True, slots=True)
class StoryPersistence:
    """Whether a story stays: how long it has been told, how long nobody has, and in how much of the time somebody did.

    `told_share` is of the five-minute slots of the last half day, or since it began where that is later; None before a
    slot has ended.
    """

    told_for_seconds: float
    quiet_for_seconds: float
    told_share: float | None


def persistence_of(
    counts: SpreadCounts, told: tuple[datetime, datetime], until: int, slot_seconds: int, time_scale: float
) -> StoryPersistence:
    """The persistence of a story whose first and newest message came when `told` says."""
    first, last = told
    since = until if counts.since is None else int(counts.since.timestamp() // slot_seconds)
    slots = range(max(since, until - SLOTS_KEPT), until)
    quiet = until * slot_seconds - last.timestamp()
    return StoryPersistence(
        told_for_seconds=(last - first).total_seconds() * time_scale,
        quiet_for_seconds=max(0.0, quiet) * time_scale,
        told_share=sum(slot in counts.messages for slot in slots) / len(slots) if slots else None,
    )
