"""Routes on what volunteers did, the thanks they get, and when they could come."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.auth import Caller, Principal
from chassis.clock import milliseconds
from chassis.http.answers import ETAG
from chassis.http.paging import Cursor, PageCursor, PageLimit, after, etag
from chassis.http.problem import Conflict, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.application.availability import write_availability
from services.crisis.application.crisis import Crisis
from services.crisis.domain.availability import Availability
from services.crisis.domain.rotation import Period
from services.crisis.http.dependencies import Application, Commander, IncidentId, Store, VersionedCommander
from services.crisis.http.people import person_read
from services.crisis.http.presenters import fields
from services.crisis.http.service_presenters import entry_view, thanks_view

router = APIRouter()
Whose = Annotated[str, Query(max_length=128, description="`me`, or a person's id; others' only with incidents:read.")]


@router.get("/v1/service-record", **needs("callouts:answer", "incidents:read", refuses=[NotFound]))
async def get_service_record(
    caller: Caller, application: Application, person: Whose = "me", limit: PageLimit = 50, cursor: PageCursor = None
) -> http.ServiceRecord:
    """The incidents somebody helped in, newest first, and how they answered callouts."""
    whose = await _whose(caller, application, person)
    name, record = await application.queries.service_record(caller.brand, whose, limit, after(cursor, datetime))
    following = record.entries.next
    return http.ServiceRecord(
        person=record.person,
        name=name,
        totals=http.ServiceTotals.model_validate(fields(record.totals)),
        items=[entry_view(entry, application.units.now_of(caller.brand)) for entry in record.entries.items],
        next=None if following is None else Cursor.encode(following),
    )


@router.post(
    "/v1/incidents/{incident}/thanks", status_code=201, **needs("incidents:write", refuses=[NotFound, Conflict])
)
async def create_incident_thanks(
    incident: IncidentId, body: http.ThanksCreate, commander: Commander, application: Application
) -> http.IncidentThanks:
    """Thank everybody who had a place in an incident that is over, once; they are told one after another."""
    return thanks_view(await application.thanks.give(commander, incident, body.text))


@router.get("/v1/availability", **needs("callouts:answer", "incidents:read", refuses=[NotFound], headers=[ETAG]))
async def get_availability(
    caller: Caller, application: Application, store: Store, response: Response, person: Whose = "me"
) -> http.Availability:
    """When somebody said that they could come."""
    return _tagged(await store.availabilities.of(await _whose(caller, application, person)), response)


@router.put("/v1/availability", **needs("callouts:answer", refuses=[PreconditionFailed], headers=[ETAG]))
async def put_availability(
    body: http.AvailabilityUpdate, commander: VersionedCommander, application: Application, response: Response
) -> http.Availability:
    """Say when you could come in the next two weeks, whole: callouts ask you first then."""
    spans = [Period(milliseconds(each.begins_at), milliseconds(each.ends_at)) for each in body.spans]
    return _tagged(await write_availability(application.units, commander, spans), response)


async def _whose(caller: Principal, application: Crisis, person: str) -> str:
    """The person who is asked about; one's own answer is there always, that of others where there is such a person."""
    named = person_read(caller, person)
    if named != caller.subject:
        await application.queries.check_person(caller.brand, named)
    return named


def _tagged(availability: Availability, response: Response) -> http.Availability:
    response.headers["ETag"] = etag(availability.version)
    return http.Availability.model_validate(fields(availability))
