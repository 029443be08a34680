"""Routes on measures: the catalogue, one measure over time, attribution, and the live response time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, page_of_whole
from chassis.http.problem import NotFound
from chassis.http.scopes import needs
from contracts.http import analytics as http
from services.analytics.application import live as live_response
from services.analytics.application.attribution import attribution_of, measures_of
from services.analytics.application.figures import kind_of
from services.analytics.application.span_totals import SpanTotals
from services.analytics.domain.measures import CATALOGUE, Derived
from services.analytics.http.dependencies import SCOPE, From, Running, To, Window
from services.analytics.http.parameters import require_dimension, span_of

router = APIRouter()


@router.get("/v1/measures", **needs(SCOPE))
async def list_measures(limit: PageLimit = 200, cursor: PageCursor = None) -> Page[http.Measure]:
    """The catalogue of measures."""
    return page_of_whole(
        [
            http.Measure(
                name=measure.name,
                title=measure.title,
                unit=measure.unit,
                kind=kind_of(measure),
                dimensions=measure.dimensions,
                of=measure.of if isinstance(measure, Derived) else (),
            )
            for measure in CATALOGUE.values()
        ],
        limit,
        cursor,
    )


@router.get("/v1/measures/{name}", **needs(SCOPE, refuses=[NotFound]))
async def get_measure(
    name: Annotated[str, Path(description="The measure's name, from the catalogue.")],
    caller: Caller,
    analytics: Running,
    from_: From = None,
    to: To = None,
    window: Window = None,
    by: Annotated[
        str | None, Query(max_length=64, description="The dimension to split it by; left out: whole.")
    ] = None,
) -> http.Series:
    """One measure over time, whole or by one of its dimensions."""
    measure = CATALOGUE.get(name)
    if measure is None:
        raise NotFound
    require_dimension(measure, by)
    span, length = span_of(analytics.calendar_of(caller.brand), analytics.clock.now_of(caller.brand), from_, to, window)
    return await analytics.series_of(caller.brand).series(caller.brand, measure, span, length, by)


@router.get("/v1/live", **needs(SCOPE))
async def get_live_response_time(caller: Caller, analytics: Running) -> http.Live:
    """The live response time, for the brand's own pages: the median of the last five minutes and of the last hour."""
    return await live_response.live(
        analytics.numbers, analytics.calendar, caller.brand, analytics.clock.now_of(caller.brand)
    )


@router.get("/v1/attribution", **needs(SCOPE))
async def get_attribution(
    caller: Caller,
    analytics: Running,
    model: Annotated[http.AttributionModel, Query(description="The touch that gets the credit.")] = "last_touch",
    from_: From = None,
    to: To = None,
    window: Window = None,
) -> http.Attribution:
    """Sales by channel and employee under a declared model; amounts in minor units, currencies apart."""
    calendar = analytics.calendar_of(caller.brand)
    span, length = span_of(calendar, analytics.clock.now_of(caller.brand), from_, to, window)
    wide = calendar.widen(span, length)
    spans = SpanTotals(analytics.numbers, calendar, caller.brand, length, wide)
    totals = await (await spans.begin(measures_of(model))).of(measures_of(model), None)
    names = analytics.person_names_of(caller.brand)
    return attribution_of(model, totals, wide, analytics.attribution_days, names)
