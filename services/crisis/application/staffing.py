"""Heads needed, from what was counted, what is forecast, and what routing reports."""

from __future__ import annotations

from datetime import datetime

from services.crisis.application.forecasting import cases_ahead
from services.crisis.application.repositories import Repositories
from services.crisis.domain.need import Need
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.staffing import need_of
from services.crisis.domain.tally import bucket_start
from services.crisis.settings import CrisisSettings

WORST_OF = 3  # full buckets looked back on: one alone is noise, many are slow to see a surge grow


async def need_now(
    store: Repositories, settings: CrisisSettings, policy: CrisisPolicy, now: datetime, staffed: int | None = None
) -> Need:
    """Size the crew for what comes in now, and for the next hour where that is to be more.

    `staffed` overrides the seats routing reports (those before a callout).
    """
    seconds = settings.bucket_seconds
    current = bucket_start(now.timestamp(), seconds)
    counts = await store.detection.counts(current - WORST_OF * seconds, current + seconds)
    cases = max((count.cases for count in counts.values()), default=0)
    ahead = await cases_ahead(store, settings, now)
    return need_of(policy, await store.workforce.staffing(), cases * 3600.0 / seconds, ahead, staffed)
