"""Routes on callouts, the volunteer's answer, and pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from chassis.auth import Caller, Principal
from chassis.http.paging import Page, PageCursor, PageLimit
from chassis.http.problem import Forbidden, NotFound
from chassis.http.scopes import needs
from chassis.mongo import Document
from contracts.http.crisis import Answer, AskView, CallOut, CalloutView, PageView
from services.crisis.application.answers import take_answer
from services.crisis.application.paging import acknowledge
from services.crisis.application.unit import Parts
from services.crisis.domain.callout import Callout
from services.crisis.http.parts import CommandsOf, PartsOf, page_of, problems, who
from services.crisis.persistence.documents import as_json

router = APIRouter(tags=["crisis"])
SAID: dict[str, Literal["accepted", "declined"]] = {"accept": "accepted", "decline": "declined"}


@router.post("/v1/incidents/{incident}/callouts", status_code=201, **needs("incidents:write"))
async def call_out(incident: str, body: CallOut, request: Request, caller: Caller, commands: CommandsOf) -> CalloutView:
    """Ask volunteers: for as many people as said, or for as many as the figures want."""
    with problems():
        callout = await commands.call_out(who(request, caller), incident, body.people)
    return CalloutView.model_validate(as_json(callout))


@router.get("/v1/incidents/{incident}/callouts", **needs("incidents:read"))
async def callouts_of(incident: str, caller: Caller, parts: PartsOf) -> Page[CalloutView]:
    """The callouts of an incident, oldest first."""
    if await parts.store["incidents"].get(caller.brand, incident, projection={"_id": 1}) is None:
        raise NotFound
    found = await parts.store["callouts"].find(caller.brand, {"incident": incident}, sort=[("opened_at", 1)])
    return Page[CalloutView](items=[CalloutView.model_validate(one) for one in found])


@router.get("/v1/callouts", **needs("callouts:answer", "incidents:read"))
async def list_asks(
    caller: Caller,
    parts: PartsOf,
    employee: Annotated[str, Query(max_length=128, description="`me`, or an employee's id.")] = "me",
    state: Annotated[Literal["asked", "accepted", "declined", "no_answer"] | None, Query()] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[AskView]:
    """What an employee was asked, newest first; others' only with incidents:read."""
    person = _person(caller, employee)
    filter_ = {"employee": person, **({} if state is None else {"state": state})}
    page = await page_of(parts, "asks", caller.brand, filter_, limit, cursor, _ask_view)
    return Page[AskView](items=await _titled(parts, caller.brand, page.items), next=page.next)


@router.get("/v1/callouts/{callout}", **needs("incidents:read"))
async def read_callout(callout: str, caller: Caller, parts: PartsOf) -> CalloutView:
    """One callout with its figures."""
    found = await parts.store["callouts"].get(caller.brand, callout)
    if found is None:
        raise NotFound
    return CalloutView.model_validate(found)


@router.get("/v1/callouts/{callout}/asks", **needs("incidents:read"))
async def asks_of(
    callout: str, caller: Caller, parts: PartsOf, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[AskView]:
    """Who was asked in a callout, and what they said, newest first."""
    if await parts.store.one("callouts", Callout, caller.brand, callout) is None:
        raise NotFound
    return await page_of(parts, "asks", caller.brand, {"callout": callout}, limit, cursor, _ask_view)


@router.post("/v1/callouts/{callout}/answers", **needs("callouts:answer"))
async def answer(
    callout: str,
    body: Answer,
    request: Request,
    caller: Caller,
    parts: PartsOf,
) -> AskView:
    """Say yes or no; a yes takes a temporary place while places are left, a late one too."""
    command = who(request, caller).command
    with problems():
        ask = await take_answer(parts, caller.brand, command, caller.subject, callout, SAID[body.answer])
    return AskView.model_validate(as_json(ask))


@router.get("/v1/pages", **needs("callouts:answer", "incidents:read"))
async def list_pages(
    caller: Caller,
    parts: PartsOf,
    person: Annotated[str, Query(max_length=128, description="`me`, or a person's id.")] = "me",
    state: Annotated[Literal["sent", "acknowledged"] | None, Query()] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[PageView]:
    """The pages of a person, newest first; others' only with incidents:read."""
    filter_ = {"person": _person(caller, person), **({} if state is None else {"state": state})}
    return await page_of(parts, "pages", caller.brand, filter_, limit, cursor, _page_view)


@router.post("/v1/pages/{page}/acknowledge", **needs("callouts:answer", "incidents:write"))
async def acknowledge_page(
    page: str,
    request: Request,
    caller: Caller,
    parts: PartsOf,
) -> PageView:
    """Take it: escalation stops, and who answers first is commander."""
    with problems():
        taken = await acknowledge(parts, caller.brand, who(request, caller).command, caller.subject, page)
    return _page_view(taken)


def _person(caller: Principal, given: str) -> str:
    person = caller.subject if given == "me" else given
    if person != caller.subject and "incidents:read" not in caller.scopes:
        raise Forbidden("incidents:read")
    return person


def _ask_view(stored: Document) -> AskView:
    return AskView.model_validate(stored)


def _page_view(stored: dict[str, Any]) -> PageView:
    return PageView.model_validate({**stored, "sent_at": stored["listed_at"]})


async def _titled(parts: Parts, brand: str, asks: list[AskView]) -> list[AskView]:
    """Put the incident's title and severity beside each: a volunteer may not read the incident itself."""
    found = await parts.store["incidents"].get_many(
        {(brand, ask.incident) for ask in asks}, projection={"title": 1, "severity": 1}
    )
    titled = []
    for ask in asks:
        incident = found.get((brand, ask.incident), {})
        titled.append(ask.model_copy(update={"title": incident.get("title"), "severity": incident.get("severity")}))
    return titled
