"""Heads needed now, from what was counted and what routing reports."""

from __future__ import annotations

from datetime import datetime

from services.crisis.application.repositories import Repositories
from services.crisis.domain.need import Need
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.staffing import need_of
from services.crisis.domain.tally import bucket_start

WORST_OF = 3  # full buckets looked back on: one alone is noise, many are slow to see a surge grow


async def need_now(
    store: Repositories, policy: CrisisPolicy, now: datetime, bucket_seconds: int, staffed: int | None = None
) -> Need:
    """Size the crew for what comes in now; `staffed` overrides the seats routing reports (those before a callout)."""
    current = bucket_start(now.timestamp(), bucket_seconds)
    counts = await store.detection.counts(current - WORST_OF * bucket_seconds, current + bucket_seconds)
    cases = max((count.cases for count in counts.values()), default=0)
    return need_of(policy, await store.workforce.staffing(), cases * 3600.0 / bucket_seconds, staffed)
