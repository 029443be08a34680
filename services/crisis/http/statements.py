"""Routes on the holding statements of an incident."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from chassis.http.paging import Page, PageCursor, PageLimit, page_of_whole
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.http.dependencies import Application, Commander, IncidentId, Store
from services.crisis.http.presenters import statement_view

router = APIRouter()
StatementId = Annotated[str, Path(description="The statement's `id`, from the list.")]


@router.get("/v1/incidents/{incident}/statements", **needs("incidents:read", refuses=[NotFound]))
async def list_incident_statements(
    incident: IncidentId, store: Store, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Statement]:
    """The holding statements of an incident, oldest first."""
    if await store.incidents.find(incident) is None:
        raise NotFound
    statements = await store.statements.of_incident(incident)
    return page_of_whole([statement_view(statement) for statement in statements], limit, cursor)


@router.post(
    "/v1/incidents/{incident}/statements", status_code=201, **needs("incidents:write", refuses=[NotFound, Conflict])
)
async def create_incident_statement(
    incident: IncidentId, body: http.StatementCreate, commander: Commander, application: Application
) -> http.Statement:
    """Draft a holding statement; somebody else approves it."""
    return statement_view(await application.statements.write(commander, incident, body.language, body.text))


@router.post(
    "/v1/incidents/{incident}/statements/{statement}/approve",
    **needs("replies:approve", "incidents:write", refuses=[NotFound, Conflict]),
)
async def approve_incident_statement(
    incident: IncidentId, statement: StatementId, commander: Commander, application: Application
) -> http.Statement:
    """Approve somebody else's draft; from then on it may be used."""
    return statement_view(await application.statements.approve(commander, incident, statement))


@router.post(
    "/v1/incidents/{incident}/statements/{statement}/publications",
    status_code=202,
    **needs("incidents:write", refuses=[NotFound, Conflict]),
)
async def publish_incident_statement(
    incident: IncidentId,
    statement: StatementId,
    body: http.StatementPublicationCreate,
    commander: Commander,
    application: Application,
) -> http.Statement:
    """Publish an approved statement as the brand's own post, once on each account; a failed one is tried again."""
    return statement_view(await application.publications.publish(commander, incident, statement, body.integrations))
