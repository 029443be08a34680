"""Routes on incidents: declare, read, command."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG, LOCATION
from chassis.http.paging import Page, PageCursor, PageLimit, after, etag, page_of
from chassis.http.problem import Conflict, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.domain.incident import Incident
from services.crisis.http.dependencies import Application, Commander, IncidentId, Store, VersionedCommander
from services.crisis.http.presenters import incident_detail, incident_view
from services.crisis.http.spread_presenters import incident_spread_view

router = APIRouter()
COMMAND = needs("incidents:write", refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG])


def tagged(incident: Incident, response: Response) -> http.Incident:
    """An incident, with its version in the answer's ETag."""
    response.headers["ETag"] = etag(incident.version)
    return incident_view(incident)


@router.get("/v1/incidents", **needs("incidents:read"))
async def list_incidents(
    store: Store,
    state: Annotated[
        http.IncidentState | None, Query(description="`stood_down` and `reviewed` are over, the others on.")
    ] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.Incident]:
    """Incidents, newest first."""
    incidents = await store.incidents.newest(state, limit, after(cursor, datetime))
    return page_of(incidents.items, incident_view, incidents.next)


@router.post(
    "/v1/incidents", status_code=201, **needs("incidents:write", refuses=[NotFound, Conflict], headers=[ETAG, LOCATION])
)
async def declare_incident(
    body: http.IncidentCreate, response: Response, commander: Commander, application: Application
) -> http.Incident:
    """Declare an incident by hand: pages go out and, by the policy, volunteers are called."""
    incident = await application.commands.declare(commander, body.title, body.severity, body.playbook, body.signal)
    response.headers["Location"] = f"/v1/incidents/{incident.id}"
    return tagged(incident, response)


@router.get("/v1/incidents/{incident}", **needs("incidents:read", refuses=[NotFound], headers=[ETAG]))
async def get_incident(
    incident: IncidentId, response: Response, caller: Caller, application: Application
) -> http.IncidentDetail:
    """One incident with its timeline and its figures, so far or final."""
    stored, timeline = await application.queries.incident(caller.brand, caller.subject, incident)
    response.headers["ETag"] = etag(stored.version)
    return incident_detail(stored, timeline)


@router.get("/v1/incidents/{incident}/spread", **needs("incidents:read", refuses=[NotFound]))
async def get_incident_spread(incident: IncidentId, caller: Caller, application: Application) -> http.IncidentSpread:
    """How an incident spreads: its stories, each and together, and the brand where the incident is about all of it.

    Up to now, or to the end of an incident that is over; stories are in it as long as they are kept, 72 hours.
    """
    return incident_spread_view(await application.queries.incident_spread(caller.brand, incident))


@router.post("/v1/incidents/{incident}/activate", **COMMAND)
async def activate_incident(
    incident: IncidentId, response: Response, commander: VersionedCommander, application: Application
) -> http.Incident:
    """Work on it: declared or monitoring becomes active."""
    return tagged(await application.commands.move(commander, incident, "activate"), response)


@router.post("/v1/incidents/{incident}/monitor", **COMMAND)
async def monitor_incident(
    incident: IncidentId, response: Response, commander: VersionedCommander, application: Application
) -> http.Incident:
    """Watch it: active becomes monitoring."""
    return tagged(await application.commands.move(commander, incident, "monitor"), response)


@router.post("/v1/incidents/{incident}/severity", **COMMAND)
async def change_incident_severity(
    incident: IncidentId,
    body: http.SeverityUpdate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.Incident:
    """Give another severity."""
    return tagged(await application.commands.rate(commander, incident, body.severity, body.reason), response)


@router.post("/v1/incidents/{incident}/roles", **COMMAND)
async def assign_incident_roles(
    incident: IncidentId,
    body: http.RolesUpdate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.Incident:
    """Give people roles; each is somebody active in the directory."""
    given = {role: person or "" for role, person in body.model_dump(exclude_unset=True).items()}
    return tagged(await application.commands.cast(commander, incident, given), response)


@router.post("/v1/incidents/{incident}/notes", **needs("incidents:write", refuses=[NotFound, Conflict], headers=[ETAG]))
async def add_incident_note(
    incident: IncidentId, body: http.NoteCreate, response: Response, commander: Commander, application: Application
) -> http.Incident:
    """Write into the timeline."""
    return tagged(await application.commands.note(commander, incident, body.text), response)


@router.post("/v1/incidents/{incident}/stand-down", **COMMAND)
async def stand_down_incident(
    incident: IncidentId, response: Response, commander: VersionedCommander, application: Application
) -> http.Incident:
    """End it: callouts close and every temporary place is taken back."""
    return tagged(await application.commands.stand_down(commander, incident), response)
