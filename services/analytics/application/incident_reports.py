"""Reports of incidents: the figures crisis froze at the stand-down; before it, the same ones read from the windows."""

from __future__ import annotations

from datetime import datetime

from contracts.http.analytics import IncidentReport
from services.analytics.application.figures import total_of
from services.analytics.application.local_windows import LocalWindows
from services.analytics.application.ports import NumbersRepository
from services.analytics.domain.incidents import IncidentFigures, SpanFigures
from services.analytics.domain.windows import MAX_WINDOWS, Length, TimeSpan, WindowCalendar

COUNTED = ("volume_in", "reach")
SECONDS_A_MINUTE = 60.0


class IncidentReports:
    """Makes the reports of incidents for one calendar."""

    def __init__(self, numbers: NumbersRepository, calendar: WindowCalendar) -> None:
        self._numbers = numbers
        self._calendar = calendar
        self._windows = LocalWindows(numbers, calendar)

    async def under_way(self, brand: str, span: TimeSpan, now: datetime) -> list[IncidentReport]:
        """The incidents that were under way in a span, newest first, each over the whole of its own time."""
        incidents = await self._numbers.incidents(brand, span)
        return [_report(each, each.final or await self._so_far(brand, each, now)) for each in incidents]

    async def _so_far(self, brand: str, incident: IncidentFigures, now: datetime) -> SpanFigures:
        """Figures from the windows since the first sign: by the minute, and by the hour where that is long ago."""
        began, end = incident.first_sign_at or now, incident.stood_down_at or now
        minute = self._calendar.seconds("minute")
        recent = (now - began).total_seconds() <= MAX_WINDOWS * minute
        length: Length = "minute" if recent else "hour"
        first, last = (self._calendar.start(length, at) for at in (began, end))
        wide = TimeSpan(first, self._calendar.after(length, last))
        windows = await self._windows.between(brand, length, wide, COUNTED, ("sentiment",))
        volume = windows.get("volume_in", {})
        total = total_of(volume)
        mood = {label: numbers.count for label, numbers in total.by.get("sentiment", {}).items()}
        most = max((numbers.count for numbers in volume.values()), default=0)
        return SpanFigures(
            counted_from=wide.start,
            counted_until=end,
            messages=incident.messages or total.count,
            peak_per_minute=most * SECONDS_A_MINUTE / minute if length == "minute" else None,
            negative=mood.get("negative", 0),
            known=total.count - mood.get("unknown", 0),
            reach=total_of(windows.get("reach", {})).total,
            asked=incident.asked,
            accepted=incident.accepted,
            pages=incident.pages,
        )


def _report(incident: IncidentFigures, figures: SpanFigures) -> IncidentReport:
    assert incident.declared_at is not None  # noqa: S101 - incidents are found by this moment
    return IncidentReport(
        incident=incident.incident,
        title=incident.title,
        severity=incident.severity,
        worst_severity=incident.worst_severity,
        began_at=incident.first_sign_at or incident.declared_at,
        declared_at=incident.declared_at,
        stood_down_at=incident.stood_down_at,
        counted_from=figures.counted_from,
        counted_until=figures.counted_until,
        messages=figures.messages,
        peak_per_minute=figures.peak_per_minute,
        negative=figures.negative,
        known=figures.known,
        reach=figures.reach,
        pages=figures.pages,
        needed=incident.needed,
        volunteers_asked=figures.asked,
        volunteers_accepted=figures.accepted,
        volunteers_declined=incident.declined,
        places=incident.places,
        to_declare_seconds=incident.to_declare_seconds,
        to_first_page_seconds=incident.to_first_page_seconds,
        to_acknowledged_seconds=incident.to_acknowledged_seconds,
        to_first_place_seconds=incident.to_first_place_seconds,
        to_stand_down_seconds=incident.to_stand_down_seconds,
    )
