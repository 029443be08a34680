"""Routes on the steps of an incident: added, given to people, ticked off."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response, status

from contracts.http import crisis as http
from services.crisis.application.step_commands import StepWish
from services.crisis.http.dependencies import Application, IncidentId, VersionedCommander
from services.crisis.http.incidents import COMMAND, tagged

router = APIRouter(prefix="/v1/incidents/{incident}/steps")
StepNumber = Annotated[  # an incident has 100 steps at most; one there is not is not found
    int, Path(ge=0, le=100, description="The place of the step in `steps`, from 1.")
]


@router.post("", status_code=status.HTTP_201_CREATED, **COMMAND)
async def add_incident_step(
    incident: IncidentId,
    body: http.StepCreate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.Incident:
    """Add a step behind the others."""
    wish = StepWish(body.title, body.instructions, body.owner, body.due_at)
    return tagged(await application.steps.add(commander, incident, wish), response)


@router.post("/{number}/assign", **COMMAND)
async def assign_incident_step(
    incident: IncidentId,
    number: StepNumber,
    body: http.StepUpdate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.Incident:
    """Say whose a step is and by when it is done."""
    return tagged(await application.steps.assign(commander, incident, number, body.owner, body.due_at), response)


@router.post("/{number}/complete", **COMMAND)
async def complete_incident_step(
    incident: IncidentId,
    number: StepNumber,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.Incident:
    """Tick off a step, numbered from 1."""
    return tagged(await application.steps.complete(commander, incident, number), response)
