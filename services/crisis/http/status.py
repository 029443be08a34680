"""How the company stands, for everybody in it, and the updates it is told by."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.domain.status_page import as_page
from services.crisis.http.dependencies import Application, Commander, IncidentId
from services.crisis.http.incidents import tagged
from services.crisis.http.presenters import status_view

router = APIRouter()
HTML = "text/html"
PAGE = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}


@router.get(
    "/v1/status",
    **needs("incidents:read"),
    response_model=http.CompanyStatus,
    responses={200: {"content": {HTML: {}}}},
)
async def get_company_status(
    request: Request, caller: Caller, application: Application
) -> http.CompanyStatus | Response:
    """What goes on, who deals with it, since when, and when people hear more; a page with `Accept: text/html`."""
    status = await application.queries.status(caller.brand)
    if HTML in request.headers.get("accept", ""):
        return Response(as_page(status), media_type=f"{HTML}; charset=utf-8", headers=PAGE)
    return status_view(status)


@router.post(
    "/v1/incidents/{incident}/updates", **needs("incidents:write", refuses=[NotFound, Conflict], headers=[ETAG])
)
async def add_incident_update(
    incident: IncidentId,
    body: http.IncidentUpdateCreate,
    response: Response,
    commander: Commander,
    application: Application,
) -> http.Incident:
    """Tell the company how it stands, and when it is told more.

    Who says when is reminded in the timeline and by an event once that moment has passed.
    """
    return tagged(await application.updates.write(commander, incident, body.text, body.next_at), response)
