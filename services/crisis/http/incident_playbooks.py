"""Routes on the playbook of an incident: which fit, and another one in place of the present one."""

from __future__ import annotations

from fastapi import APIRouter, Response

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, page_of_whole
from chassis.http.problem import NotFound
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.http.dependencies import Application, IncidentId, VersionedCommander
from services.crisis.http.incidents import COMMAND, tagged
from services.crisis.http.playbook_presenters import fitting_view

router = APIRouter(prefix="/v1/incidents/{incident}")


@router.get("/fitting-playbooks", **needs("incidents:read", refuses=[NotFound]))
async def list_fitting_playbooks(
    incident: IncidentId,
    caller: Caller,
    application: Application,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.FittingPlaybook]:
    """The playbooks that fit an incident by what is known now, the best first; the policy's comes last."""
    found, fitting = await application.queries.fitting_playbooks(caller.brand, incident)
    return page_of_whole([fitting_view(found, each) for each in fitting], limit, cursor)


@router.post("/playbook", **COMMAND)
async def change_incident_playbook(
    incident: IncidentId,
    body: http.IncidentPlaybookUpdate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.Incident:
    """Go on by another playbook: its steps are added, unless one has the same title, and its statements drafted."""
    return tagged(await application.playbook_changes.change(commander, incident, body.playbook), response)
