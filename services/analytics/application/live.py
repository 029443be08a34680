"""The public live response time: the median time to first response, now. KLM's page renewed it every five minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from contracts.http.analytics import Live, LiveFigures
from services.analytics.application.figures import figures_of
from services.analytics.application.ports import NumbersRepository
from services.analytics.domain.measures import MEASURES
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.windows import TimeSpan, WindowCalendar

MEASURE = "first_response"


async def live(repository: NumbersRepository, calendar: WindowCalendar, brand: str, now: datetime) -> Live:
    """The medians of the last five and sixty minute windows, the one under way included."""
    minute = timedelta(seconds=calendar.seconds("minute"))
    end = calendar.start("minute", now) + minute
    span = TimeSpan(end - 60 * minute, end)
    windows = (await repository.windows(brand, "minute", span, (MEASURE,))).get(MEASURE, {})

    def over(minutes: int) -> LiveFigures:
        numbers = Numbers()
        for start, each in windows.items():
            if start >= end - minutes * minute:
                numbers.merge(each)
        figures = figures_of(MEASURES[MEASURE], numbers)
        return LiveFigures(median_seconds=figures.p50, responses=figures.count)

    return Live(
        as_of=now,
        renewed_every_seconds=calendar.seconds("minute"),
        five_minutes=over(5),
        hour=over(60),
    )
