"""Routes on reports: the overview of a brand as JSON, CSV, or a page that stands on its own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from chassis.auth import Caller
from chassis.http.scopes import needs
from contracts.http.analytics import Overview
from services.analytics.http.dependencies import SCOPE, From, Running, To, Window
from services.analytics.http.parameters import Forms, form_of, span_of
from services.analytics.http.report.csv_form import Separator, overview_csv
from services.analytics.http.report.page import overview_page

PAGE_HEADERS = {  # the page needs no script and nothing from elsewhere, so the browser is told to allow none
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
}

router = APIRouter()


@router.get(
    "/v1/reports/overview",
    **needs(SCOPE),
    response_model=Overview,
    responses={
        200: {"content": {"text/csv": {"schema": {"type": "string"}}, "text/html": {"schema": {"type": "string"}}}}
    },
)
async def get_overview_report(
    caller: Caller,
    analytics: Running,
    from_: From = None,
    to: To = None,
    window: Window = None,
    format_: Annotated[
        Forms | None, Query(alias="format", description="The form of the answer; goes before the Accept header.")
    ] = None,
    separator: Annotated[Separator, Query(description="What stands between the columns of a CSV.")] = "comma",
    accept: Annotated[str | None, Header(description="The form wanted; JSON where it names none of the three.")] = None,
) -> Response:
    """The report of a brand: JSON, CSV, or an HTML page with plots that stands on its own."""
    now = analytics.clock.now_of(caller.brand)
    span, length = span_of(analytics.calendar_of(caller.brand), now, from_, to, window)
    name = analytics.brands.name_of(caller.brand)
    overview = await analytics.overview_of(caller.brand).overview(caller.brand, name, span, length, now)
    form = format_ or form_of(accept)
    if form == "csv":
        headers = {"Content-Disposition": 'attachment; filename="overview.csv"'}
        return Response(overview_csv(overview, separator), media_type="text/csv; charset=utf-8", headers=headers)
    if form == "html":
        return Response(overview_page(overview), media_type="text/html; charset=utf-8", headers=PAGE_HEADERS)
    return Response(overview.model_dump_json(by_alias=True), media_type="application/json")
