"""Routes on callouts and the volunteer's answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, after, page_of, page_of_whole
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.application.answers import take_answer
from services.crisis.domain.callout import AskState
from services.crisis.http.dependencies import Application, CalloutId, Commander, IncidentId, Store
from services.crisis.http.people import person_read
from services.crisis.http.presenters import ask_view, callout_view, opened_callout_view

router = APIRouter()
ANSWERS: dict[str, Literal["accepted", "declined"]] = {"accept": "accepted", "decline": "declined"}


@router.post(
    "/v1/incidents/{incident}/callouts", status_code=201, **needs("incidents:write", refuses=[NotFound, Conflict])
)
async def create_callout(
    incident: IncidentId, body: http.CalloutCreate, commander: Commander, application: Application
) -> http.Callout:
    """Ask volunteers: for as many people as said, or for as many as the figures want."""
    return opened_callout_view(await application.commands.call_out(commander, incident, body.people))


@router.get("/v1/incidents/{incident}/callouts", **needs("incidents:read", refuses=[NotFound]))
async def list_incident_callouts(
    incident: IncidentId, store: Store, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Callout]:
    """The callouts of an incident, oldest first."""
    if await store.incidents.find(incident) is None:
        raise NotFound
    callouts = await store.callouts.of_incident(incident)
    return page_of_whole([callout_view(callout) for callout in callouts], limit, cursor)


@router.get("/v1/callouts", **needs("callouts:answer", "incidents:read"))
async def list_asks(
    caller: Caller,
    store: Store,
    employee: Annotated[str, Query(max_length=128, description="`me`, or an employee's id.")] = "me",
    state: Annotated[AskState | None, Query(description="`asked`: still to be answered.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.Ask]:
    """What an employee was asked, newest first; others' only with incidents:read."""
    person = person_read(caller, employee)
    asks = await store.asks.of_employee(person, state, limit, after(cursor, datetime))
    incidents = await store.incidents.many({ask.incident for ask in asks.items})
    return page_of(asks.items, lambda ask: ask_view(ask, incidents.get(ask.incident)), asks.next)


@router.get("/v1/callouts/{callout}", **needs("incidents:read", refuses=[NotFound]))
async def get_callout(callout: CalloutId, store: Store) -> http.Callout:
    """One callout with its figures."""
    stored = await store.callouts.find(callout)
    if stored is None:
        raise NotFound
    return callout_view(stored)


@router.get("/v1/callouts/{callout}/asks", **needs("incidents:read", refuses=[NotFound]))
async def list_callout_asks(
    callout: CalloutId, store: Store, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Ask]:
    """Who was asked in a callout, and what they said, newest first."""
    if await store.callouts.find(callout) is None:
        raise NotFound
    asks = await store.asks.of_callout(callout, limit, after(cursor, datetime))
    return page_of(asks.items, ask_view, asks.next)


@router.post("/v1/callouts/{callout}/answers", **needs("callouts:answer", refuses=[NotFound, Conflict]))
async def answer_callout(
    callout: CalloutId, body: http.AnswerCreate, commander: Commander, application: Application
) -> http.Ask:
    """Say yes or no; a yes takes a temporary place while places are left, a late one too, of who may still come."""
    return ask_view(await take_answer(application.units, commander, callout, ANSWERS[body.answer]))
