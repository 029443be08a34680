"""Routes on callouts and the volunteer's answer."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit
from chassis.http.problem import NotFound
from chassis.http.scopes import needs
from contracts.http.crisis import Answer, AskView, CallOut, CalloutView
from services.crisis.application.answers import take_answer
from services.crisis.domain.callout import AskState
from services.crisis.http.dependencies import Application, Commander, Store
from services.crisis.http.lists import newest_after, page_of
from services.crisis.http.people import person_read
from services.crisis.http.presenters import ask_view, callout_view, opened_callout_view

router = APIRouter(tags=["crisis"])
ANSWERS: dict[str, Literal["accepted", "declined"]] = {"accept": "accepted", "decline": "declined"}


@router.post("/v1/incidents/{incident}/callouts", status_code=201, **needs("incidents:write"))
async def call_out(incident: str, body: CallOut, commander: Commander, application: Application) -> CalloutView:
    """Ask volunteers: for as many people as said, or for as many as the figures want."""
    return opened_callout_view(await application.commands.call_out(commander, incident, body.people))


@router.get("/v1/incidents/{incident}/callouts", **needs("incidents:read"))
async def callouts_of(incident: str, store: Store) -> Page[CalloutView]:
    """The callouts of an incident, oldest first."""
    if await store.incidents.find(incident) is None:
        raise NotFound
    callouts = await store.callouts.of_incident(incident)
    return Page[CalloutView](items=[callout_view(callout) for callout in callouts])


@router.get("/v1/callouts", **needs("callouts:answer", "incidents:read"))
async def list_asks(
    caller: Caller,
    store: Store,
    employee: Annotated[str, Query(max_length=128, description="`me`, or an employee's id.")] = "me",
    state: Annotated[AskState | None, Query()] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[AskView]:
    """What an employee was asked, newest first; others' only with incidents:read."""
    person = person_read(caller, employee)
    asks = await store.asks.of_employee(person, state, limit, newest_after(cursor))
    incidents = await store.incidents.many({ask.incident for ask in asks.items})
    return page_of(asks, lambda ask: ask_view(ask, incidents.get(ask.incident)))


@router.get("/v1/callouts/{callout}", **needs("incidents:read"))
async def read_callout(callout: str, store: Store) -> CalloutView:
    """One callout with its figures."""
    stored = await store.callouts.find(callout)
    if stored is None:
        raise NotFound
    return callout_view(stored)


@router.get("/v1/callouts/{callout}/asks", **needs("incidents:read"))
async def asks_of(callout: str, store: Store, limit: PageLimit = 50, cursor: PageCursor = None) -> Page[AskView]:
    """Who was asked in a callout, and what they said, newest first."""
    if await store.callouts.find(callout) is None:
        raise NotFound
    return page_of(await store.asks.of_callout(callout, limit, newest_after(cursor)), ask_view)


@router.post("/v1/callouts/{callout}/answers", **needs("callouts:answer"))
async def answer(callout: str, body: Answer, commander: Commander, application: Application) -> AskView:
    """Say yes or no; a yes takes a temporary place while places are left, a late one too."""
    return ask_view(await take_answer(application.units, commander, callout, ANSWERS[body.answer]))
