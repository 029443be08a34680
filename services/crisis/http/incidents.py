"""Routes on incidents: declare, read, command, review."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, etag
from chassis.http.scopes import needs
from contracts.http.crisis import (
    Cast,
    Declare,
    IncidentDetail,
    IncidentState,
    IncidentView,
    Note,
    Rate,
    ReviewView,
)
from services.crisis.domain.incident import Incident
from services.crisis.domain.review import as_markdown
from services.crisis.http.dependencies import Application, Commander, Store, VersionedCommander
from services.crisis.http.lists import newest_after, page_of
from services.crisis.http.presenters import incident_detail, incident_view, review_view

router = APIRouter(tags=["crisis"])
StepNumber = Annotated[int, Path(ge=0, le=100)]  # a playbook has 100 steps at most; one there is not is not found
READ = needs("incidents:read")
WRITE = needs("incidents:write")
MARKDOWN = "text/markdown"


def _tagged(incident: Incident, response: Response) -> IncidentView:
    response.headers["ETag"] = etag(incident.version)
    return incident_view(incident)


@router.get("/v1/incidents", **READ)
async def list_incidents(
    store: Store,
    state: Annotated[IncidentState | None, Query()] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[IncidentView]:
    """Incidents, newest first."""
    return page_of(await store.incidents.newest(state, limit, newest_after(cursor)), incident_view)


@router.post("/v1/incidents", status_code=201, **WRITE)
async def declare(body: Declare, response: Response, commander: Commander, application: Application) -> IncidentView:
    """Declare an incident by hand: pages go out and, by the policy, volunteers are called."""
    incident = await application.commands.declare(commander, body.title, body.severity, body.playbook, body.signal)
    response.headers["Location"] = f"/v1/incidents/{incident.id}"
    return _tagged(incident, response)


@router.get("/v1/incidents/{incident}", **READ)
async def read_incident(incident: str, response: Response, caller: Caller, application: Application) -> IncidentDetail:
    """One incident with its timeline and its figures, so far or final."""
    stored, timeline = await application.queries.incident(caller.brand, caller.subject, incident)
    response.headers["ETag"] = etag(stored.version)
    return incident_detail(stored, timeline)


@router.post("/v1/incidents/{incident}/activate", **WRITE)
async def activate(
    incident: str, response: Response, commander: VersionedCommander, application: Application
) -> IncidentView:
    """Work on it: declared or monitoring becomes active."""
    return _tagged(await application.commands.move(commander, incident, "activate"), response)


@router.post("/v1/incidents/{incident}/monitor", **WRITE)
async def monitor(
    incident: str, response: Response, commander: VersionedCommander, application: Application
) -> IncidentView:
    """Watch it: active becomes monitoring."""
    return _tagged(await application.commands.move(commander, incident, "monitor"), response)


@router.post("/v1/incidents/{incident}/severity", **WRITE)
async def severity(
    incident: str, body: Rate, response: Response, commander: VersionedCommander, application: Application
) -> IncidentView:
    """Give another severity."""
    return _tagged(await application.commands.rate(commander, incident, body.severity, body.reason), response)


@router.post("/v1/incidents/{incident}/roles", **WRITE)
async def roles(
    incident: str, body: Cast, response: Response, commander: VersionedCommander, application: Application
) -> IncidentView:
    """Give people roles."""
    given = {role: person or "" for role, person in body.model_dump(exclude_unset=True).items()}
    return _tagged(await application.commands.cast(commander, incident, given), response)


@router.post("/v1/incidents/{incident}/steps/{number}/complete", **WRITE)
async def complete_step(
    incident: str, number: StepNumber, response: Response, commander: VersionedCommander, application: Application
) -> IncidentView:
    """Tick off a step of the playbook, numbered from 1."""
    return _tagged(await application.commands.complete(commander, incident, number), response)


@router.post("/v1/incidents/{incident}/notes", **WRITE)
async def note(
    incident: str, body: Note, response: Response, commander: Commander, application: Application
) -> IncidentView:
    """Write into the timeline."""
    return _tagged(await application.commands.note(commander, incident, body.text), response)


@router.post("/v1/incidents/{incident}/stand-down", **WRITE)
async def stand_down(
    incident: str, response: Response, commander: VersionedCommander, application: Application
) -> IncidentView:
    """End it: callouts close and every temporary place is taken back."""
    return _tagged(await application.commands.stand_down(commander, incident), response)


@router.get(
    "/v1/incidents/{incident}/review",
    **READ,
    response_model=ReviewView,
    responses={200: {"content": {MARKDOWN: {}}}},
)
async def read_review(
    incident: str, request: Request, caller: Caller, application: Application
) -> ReviewView | Response:
    """Who did what when, and how much it was; as JSON, or as a page with `Accept: text/markdown`."""
    review = await application.queries.review(caller.brand, incident)
    if MARKDOWN in request.headers.get("accept", ""):
        return Response(as_markdown(review), media_type=f"{MARKDOWN}; charset=utf-8")
    return review_view(review)


@router.post("/v1/incidents/{incident}/review", **WRITE)
async def close_review(
    incident: str, response: Response, commander: VersionedCommander, application: Application
) -> IncidentView:
    """Say that the review was held: stood down becomes reviewed."""
    return _tagged(await application.commands.move(commander, incident, "review"), response)
