"""The application that routes call: the table of contents of the use cases of analytics."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.clock import Clock
from services.analytics.application.brand_names import BrandNames
from services.analytics.application.overview import OverviewQuery
from services.analytics.application.ports import NumbersRepository
from services.analytics.application.series import SeriesQuery
from services.analytics.domain.windows import WindowCalendar


@dataclass(frozen=True, slots=True)
class Analytics:
    """The reading side; counting is reached through the log only. A touch earns a sale for `attribution_days`."""

    clock: Clock
    calendar: WindowCalendar
    numbers: NumbersRepository
    series: SeriesQuery
    overview: OverviewQuery
    brand_names: BrandNames
    attribution_days: float
