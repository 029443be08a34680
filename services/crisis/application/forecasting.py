"""What is to come, from what was counted and what routing reported: read, forecast, and put beside what came."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.crisis.application.repositories import Repositories
from services.crisis.domain.backlog_forecast import Work, backlog_bands, backlog_score
from services.crisis.domain.forecast import (
    AHEAD,
    HISTORY,
    HOUR,
    LEAST,
    TRIED,
    ForecastBand,
    Forecaster,
    Score,
)
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.staffing import StaffingReport
from services.crisis.domain.tally import BucketCount, bucket_start
from services.crisis.domain.watch import horizon
from services.crisis.settings import CrisisSettings

FRESH = 2  # slots: an older report of the staffing says nothing of a moment


class HistoryTooShort(Exception):
    """The brand has not been counted for long enough; both in hours of its time."""

    def __init__(self, hours: float, least: float) -> None:
        self.hours = hours
        self.least = least
        super().__init__(f"{self.least:g} hours of counts are needed, there are {hours:g}")


class NotYet(Exception):
    """A forecast of a moment that is not over yet."""


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """One slot: what is expected, and what came where it is over; no backlog where the staffing was not known."""

    ends_at: datetime
    messages: ForecastBand
    backlog: ForecastBand | None
    came_messages: int | None
    came_backlog: int | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast of one moment, with what it was made from and how good those before it were."""

    made_at: datetime
    slot_seconds: int
    history_hours: float
    case_share: float
    staffing: StaffingReport | None
    handle_seconds: float
    points: Sequence[ForecastPoint]
    messages_score: Score | None
    backlog_score: Score | None


@dataclass(frozen=True, slots=True)
class _Counted:
    """Slots from `first` on (seconds since 1970), of which `origin` were over when the forecast is made."""

    first: int
    origin: int
    messages: Sequence[int]
    cases: Sequence[int]


def slot_seconds(settings: CrisisSettings) -> int:
    """The length of a slot in real seconds: whole buckets."""
    buckets = settings.forecast_slot_seconds / settings.time_scale / settings.bucket_seconds
    return max(1, round(buckets)) * settings.bucket_seconds


def _hours(settings: CrisisSettings, slots: int) -> float:
    """Slots in hours of the brand's time."""
    return slots * slot_seconds(settings) * settings.time_scale / 3600.0


def round_seconds(settings: CrisisSettings) -> float:
    """How often a report of the staffing is stored: often enough that there is one at the end of each slot."""
    return slot_seconds(settings) / 3


async def forecast(
    store: Repositories, settings: CrisisSettings, policy: CrisisPolicy, now: datetime, at: datetime | None = None
) -> Forecast:
    """The forecast of now, or the one that was to be made at an earlier moment.

    Raises:
        HistoryTooShort: The brand had not been counted for three hours.
        NotYet: The moment is ahead.
    """
    complete = horizon(await store.detection.progress(), now, settings.watch_rules())
    made = complete if at is None else bucket_start(at.timestamp(), settings.bucket_seconds)
    if made > complete:
        raise NotYet
    counted = await _counted(store, settings, made, complete)
    if counted.origin < LEAST:
        raise HistoryTooShort(_hours(settings, counted.origin), _hours(settings, LEAST))
    reports = await _reports(store, counted, slot_seconds(settings))
    work = Work(counted.messages, counted.cases, reports, slot_seconds(settings), policy.handle_seconds)
    return _forecast(counted, work, _hours(settings, counted.origin))


async def cases_ahead(store: Repositories, settings: CrisisSettings, now: datetime) -> float | None:
    """The most messages an hour, of those to be answered, that the next hour is to bring; None where that is unknown.

    The hours are real ones.
    """
    complete = horizon(await store.detection.progress(), now, settings.watch_rules())
    counted = await _counted(store, settings, complete, complete)
    if counted.origin < LEAST:
        return None
    work = Work(counted.messages, counted.cases, (), slot_seconds(settings), 0.0)
    forecaster = Forecaster(counted.messages)
    most = max(forecaster.expected(counted.origin, ahead) for ahead in range(1, HOUR + 1))
    return most * work.case_share(counted.origin) * 3600.0 / work.slot_seconds


async def _counted(store: Repositories, settings: CrisisSettings, made: int, complete: int) -> _Counted:
    length = slot_seconds(settings)
    oldest = await store.detection.oldest_bucket()
    origin = 0 if oldest is None else max(0, min(HISTORY, (made - oldest) // length))
    first = made - origin * length
    slots = origin + max(0, min(AHEAD, (complete - made) // length))
    sums = await store.detection.sums(first, first + slots * length, length)
    counts = [sums.get(first + number * length, BucketCount()) for number in range(slots)]
    return _Counted(first, origin, [each.inbound for each in counts], [each.cases for each in counts])


async def _reports(store: Repositories, counted: _Counted, length: int) -> list[StaffingReport | None]:
    """The staffing at the end of each slot, and before the first; None too where no forecast is tried any more."""
    ends = [datetime.fromtimestamp(counted.first + n * length, UTC) for n in range(len(counted.messages) + 1)]
    fresh = timedelta(seconds=FRESH * length)
    oldest = ends[max(0, counted.origin - TRIED)] - fresh
    reports = await store.workforce.staffing_between(oldest, ends[-1])
    times = [report.at for report in reports]
    before = [bisect_right(times, end) - 1 for end in ends]
    return [reports[n] if n >= 0 and times[n] > end - fresh else None for n, end in zip(before, ends, strict=True)]


def _forecast(counted: _Counted, work: Work, history_hours: float) -> Forecast:
    origin, forecaster = counted.origin, Forecaster(counted.messages)
    bands = forecaster.bands(origin)
    backlog = backlog_bands(work, origin, bands)
    came, waiting = counted.messages[origin:], work.reports[origin + 1 :]
    points = [
        ForecastPoint(
            datetime.fromtimestamp(counted.first + (origin + number + 1) * work.slot_seconds, UTC),
            band,
            backlog[number] if backlog else None,
            came[number] if number < len(came) else None,
            report.waiting if number < len(waiting) and (report := waiting[number]) else None,
        )
        for number, band in enumerate(bands)
    ]
    staffing = work.reports[origin]
    return Forecast(
        datetime.fromtimestamp(counted.first + origin * work.slot_seconds, UTC),
        int(work.slot_seconds),
        history_hours,
        work.case_share(origin),
        staffing,
        (staffing.mean_handle_seconds if staffing else None) or work.handle_seconds,
        points,
        forecaster.score(origin),
        backlog_score(work, origin, forecaster),
    )
