"""What the gateway alone asks: it stands in no document, because integrators ask the gateway."""

from __future__ import annotations

from fastapi import APIRouter

from chassis.auth import Caller
from chassis.http.scopes import needs
from contracts.http import inbox as http
from services.inbox.application.known_events import Announced
from services.inbox.http.dependencies import Running

router = APIRouter(prefix="/internal", include_in_schema=False)


@router.post("/arrivals", **needs("events:write", "conversions:write"))
async def check_arrivals(body: http.ArrivalsCheckCreate, caller: Caller, inbox: Running) -> http.ArrivalsCheck:
    """Which of these events are there already."""
    announced = [
        Announced(each.id, each.body_hash, each.integration, each.external_id, each.words) for each in body.arrivals
    ]
    return http.ArrivalsCheck(outcomes=await inbox.known_events.outcomes(caller.brand, announced))
