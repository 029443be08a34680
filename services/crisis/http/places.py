"""Routes on surge places: a volunteer sees their own, and gives one back before the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from fastapi import APIRouter

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, after, page_of
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.application.place_commands import leave
from services.crisis.application.repositories import Repositories
from services.crisis.domain.incident import Incident
from services.crisis.domain.place import SurgePlace
from services.crisis.http.dependencies import Application, Commander, IncidentId, Store
from services.crisis.http.presenters import fields

router = APIRouter()


@router.get("/v1/places", **needs("callouts:answer"))
async def list_places(
    caller: Caller, store: Store, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.VolunteerPlace]:
    """One's own temporary places, newest first, with what is going on there and what is to be done."""
    places = await store.places.of_employee(caller.subject, limit, after(cursor, datetime))
    incidents = await store.incidents.many({place.incident for place in places.items})
    titles = await _titles(store, incidents.values())
    return page_of(places.items, lambda place: _view(place, incidents.get(place.incident), titles), places.next)


@router.post("/v1/places/{incident}/leave", **needs("callouts:answer", refuses=[NotFound, Conflict]))
async def leave_place(incident: IncidentId, commander: Commander, application: Application) -> http.VolunteerPlace:
    """Give one's own place back before the end: what is held may be finished, and somebody else is asked."""
    place = await leave(application.units, commander, incident)
    store = application.units.read(commander.brand)
    left = await store.incidents.find(incident)
    return _view(place, left, await _titles(store, [] if left is None else [left]))


async def _titles(store: Repositories, incidents: Iterable[Incident]) -> Mapping[str, str]:
    """The titles of the playbooks that are followed in these incidents, by id, as they are now."""
    ids = {incident.playbook for incident in incidents if incident.playbook is not None}
    found = [await store.playbooks.find(each) for each in sorted(ids)]
    return {playbook.id: playbook.title for playbook in found if playbook is not None}


def _view(place: SurgePlace, incident: Incident | None, titles: Mapping[str, str]) -> http.VolunteerPlace:
    """A place, with what a volunteer is to know of the incident, which they may not read."""
    shown = fields(place)
    if incident is not None:
        steps = [step for step in incident.steps if step.done_at is None]
        shown |= {"title": incident.title, "severity": incident.severity, "playbook": incident.playbook}
        shown |= {"playbook_title": titles.get(incident.playbook or "")}
        shown |= {"steps": [step.title for step in steps]}
        shown |= {"to_do": [{"title": step.title, "instructions": step.instructions} for step in steps]}
    return http.VolunteerPlace.model_validate(shown)
