"""The routes: the catalogue, one measure over time, the report in three forms, attribution, the live response time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import Response

from chassis.auth import Caller
from chassis.http.problem import NotFound
from chassis.http.scopes import needs
from contracts.http.analytics import (
    Attribution,
    AttributionModel,
    Live,
    MeasureList,
    MeasureView,
    Overview,
    Series,
    WindowLength,
)
from contracts.http.moment import Moment
from services.analytics.application import live as live_response
from services.analytics.application.attribution import MEASURE_OF, attribution_of
from services.analytics.application.figures import kind_of, total_of
from services.analytics.application.queries import Parts
from services.analytics.domain.measures import CATALOGUE, Derived
from services.analytics.http.parameters import Forms, form_of, require_dimension, span_of
from services.analytics.http.report.csv_form import overview_csv
from services.analytics.http.report.page import overview_page

SCOPE = "measures:read"
PAGE_HEADERS = {  # the page needs no script and nothing from elsewhere, so the browser is told to allow none
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
}

router = APIRouter(tags=["measures"])

From = Annotated[Moment | None, Query(alias="from", description="Start; a day before `to` when absent.")]
To = Annotated[Moment | None, Query(description="End; now when absent.")]
Window = Annotated[WindowLength | None, Query(description="Length of the windows; what suits the span when absent.")]


def parts_of(request: Request) -> Parts:
    """What the routes work with, built when the service started."""
    parts: Parts = request.app.state.parts
    return parts


Given = Annotated[Parts, Depends(parts_of)]


@router.get("/v1/measures", **needs(SCOPE))
async def list_measures() -> MeasureList:
    """The catalogue of measures."""
    return MeasureList(
        items=[
            MeasureView(
                name=measure.name,
                title=measure.title,
                unit=measure.unit,
                kind=kind_of(measure),
                dimensions=measure.dimensions,
                of=measure.of if isinstance(measure, Derived) else (),
            )
            for measure in CATALOGUE.values()
        ]
    )


@router.get("/v1/measures/{name}", **needs(SCOPE))
async def read_measure(
    name: str,
    caller: Caller,
    parts: Given,
    from_: From = None,
    to: To = None,
    window: Window = None,
    by: Annotated[str | None, Query(max_length=64, description="A dimension of the measure.")] = None,
) -> Series:
    """One measure over time, whole or by one of its dimensions."""
    measure = CATALOGUE.get(name)
    if measure is None:
        raise NotFound
    require_dimension(measure, by)
    span, length = span_of(parts.calendar, parts.clock.now(), from_, to, window)
    return await parts.questions.series(caller.brand, measure, span, length, by)


@router.get(
    "/v1/reports/overview",
    **needs(SCOPE),
    response_model=Overview,
    responses={
        200: {"content": {"text/csv": {"schema": {"type": "string"}}, "text/html": {"schema": {"type": "string"}}}}
    },
)
async def read_overview(
    caller: Caller,
    parts: Given,
    from_: From = None,
    to: To = None,
    window: Window = None,
    format_: Annotated[Forms | None, Query(alias="format", description="Goes before the Accept header.")] = None,
    accept: Annotated[str | None, Header()] = None,
) -> Response:
    """The report of a brand: JSON, CSV, or an HTML page with plots that stands on its own."""
    now = parts.clock.now()
    span, length = span_of(parts.calendar, now, from_, to, window)
    name = parts.names.name_of(caller.brand)
    overview = await parts.reporter.overview(caller.brand, name, span, length, now)
    form = format_ or form_of(accept)
    if form == "csv":
        headers = {"Content-Disposition": 'attachment; filename="overview.csv"'}
        return Response(overview_csv(overview), media_type="text/csv; charset=utf-8", headers=headers)
    if form == "html":
        return Response(overview_page(overview), media_type="text/html; charset=utf-8", headers=PAGE_HEADERS)
    return Response(overview.model_dump_json(by_alias=True), media_type="application/json")


@router.get("/v1/live", **needs(SCOPE))
async def read_live(caller: Caller, parts: Given) -> Live:
    """The live response time, for the brand's own pages: the median of the last five minutes and of the last hour."""
    return await live_response.live(parts.numbered, parts.calendar, caller.brand, parts.clock.now())


@router.get("/v1/attribution", **needs(SCOPE))
async def read_attribution(
    caller: Caller,
    parts: Given,
    model: Annotated[AttributionModel, Query(description="The touch that gets the credit.")] = "last_touch",
    from_: From = None,
    to: To = None,
    window: Window = None,
) -> Attribution:
    """Sales by channel and employee under a declared model; amounts in minor units, currencies apart."""
    span, length = span_of(parts.calendar, parts.clock.now(), from_, to, window)
    wide = parts.calendar.widen(span, length)
    measures = ("sales", MEASURE_OF[model])
    windows = await parts.numbered.windows(caller.brand, length, wide, measures, None)
    totals = {name: total_of(found) for name, found in windows.items()}
    return attribution_of(model, totals, wide, parts.attribution_days)
