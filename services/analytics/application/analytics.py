"""The application that routes call: the table of contents of the use cases of analytics."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from chassis.clock import Clock
from services.analytics.application.brand_settings import BrandSettings
from services.analytics.application.figures import NameOf
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
    brands: BrandSettings
    attribution_days: float

    async def of_one_count(self, brand: str) -> Analytics:
        """The same for one answer: all of it is read from one count, also when another comes into use meanwhile."""
        return replace(self, numbers=await self.numbers.of_one_count(brand))

    def calendar_of(self, brand: str) -> WindowCalendar:
        """The windows in the brand's own zone."""
        return replace(self.calendar, zone=self.brands.zone_of(brand))

    def person_names_of(self, brand: str) -> NameOf:
        """Gives the name of a person of the brand by id."""
        return partial(self.brands.person_name, brand)

    def series_of(self, brand: str) -> SeriesQuery:
        """Answers about single measures of the brand."""
        return SeriesQuery(self.numbers, self.calendar_of(brand), self.person_names_of(brand))

    def overview_of(self, brand: str) -> OverviewQuery:
        """Makes the reports of the brand."""
        return OverviewQuery(self.numbers, self.calendar_of(brand), self.attribution_days, self.person_names_of(brand))
