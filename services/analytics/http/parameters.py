"""What a caller asks for, checked: the span, the windows, the dimension and the form of the answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from chassis.http.problem import FieldError, Invalid
from services.analytics.domain.measures import Derived, Measure
from services.analytics.domain.windows import EVER_START, MAX_WINDOWS, Length, TimeSpan, WindowCalendar

Forms = Literal["json", "csv", "html"]
MEDIA: dict[str, Forms] = {"application/json": "json", "text/csv": "csv", "text/html": "html", "*/*": "json"}
LATEST = datetime(2200, 1, 1, tzinfo=UTC)  # no moment a report is about lies later, and windows can be computed


def span_of(
    calendar: WindowCalendar, now: datetime, start: datetime | None, end: datetime | None, window: Length | None
) -> tuple[TimeSpan, Length]:
    """The span and the length of its windows.

    Raises:
        Invalid: The end is not after the start, a moment is out of range, or there are too many windows.
    """
    end = end or now
    start = start or end - timedelta(seconds=calendar.seconds("day"))
    if not EVER_START <= start < end <= LATEST:
        raise Invalid([FieldError("#query/from", "must be before `to`, and both between 1970 and 2200", "span")])
    span = TimeSpan(start.astimezone(UTC), end.astimezone(UTC))
    length = window or calendar.fitting(span)
    if span.seconds / calendar.seconds(length) > MAX_WINDOWS:
        raise Invalid([FieldError("#query/window", f"gives more than {MAX_WINDOWS} windows; take longer ones", "span")])
    return span, length


def require_dimension(measure: Measure | Derived, by: str | None) -> None:
    """Refuse a dimension that a measure does not have; raises Invalid."""
    if by is not None and by not in measure.dimensions:
        dimensions = ", ".join(measure.dimensions) or "none"
        raise Invalid(
            [FieldError("#query/by", f"is not a dimension of this measure; it has {dimensions}", "dimension")]
        )


def form_of(accept: str | None) -> Forms:
    """The first form of an Accept header that we have, by its weights; JSON when it names none."""
    ranges = []
    for place, part in enumerate((accept or "").split(",")):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        if media.lower() in MEDIA and (weight := _weight(parameters)) > 0:
            ranges.append((-weight, place, MEDIA[media.lower()]))
    return min(ranges)[2] if ranges else "json"


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
