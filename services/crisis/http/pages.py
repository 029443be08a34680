"""Routes on pages: calls to people about an incident."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, after, page_of
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.application.page_answers import acknowledge, decline
from services.crisis.domain.page import PageState
from services.crisis.http.dependencies import Application, Commander, Store
from services.crisis.http.people import person_read
from services.crisis.http.presenters import page_view

router = APIRouter()
PageId = Annotated[str, Path(description="The page's id: `page` of the list.")]


@router.get("/v1/pages", **needs("callouts:answer", "incidents:read"))
async def list_pages(
    caller: Caller,
    store: Store,
    person: Annotated[str, Query(max_length=128, description="`me`, or a person's id.")] = "me",
    state: Annotated[PageState | None, Query(description="`sent`: not answered yet.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.Page]:
    """The pages of a person, newest first; others' only with incidents:read."""
    pages = await store.pages.of_person(person_read(caller, person), state, limit, after(cursor, datetime))
    return page_of(pages.items, page_view, pages.next)


@router.post(
    "/v1/pages/{page}/acknowledge", **needs("callouts:answer", "incidents:write", refuses=[NotFound, Conflict])
)
async def acknowledge_page(page: PageId, commander: Commander, application: Application) -> http.Page:
    """Take it: escalation stops, and who answers first is commander."""
    return page_view(await acknowledge(application.units, commander, page))


@router.post("/v1/pages/{page}/decline", **needs("callouts:answer", "incidents:write", refuses=[NotFound, Conflict]))
async def decline_page(page: PageId, commander: Commander, application: Application) -> http.Page:
    """Say that one cannot take it; when everybody of the level has, the next one is paged at once."""
    return page_view(await decline(application.units, commander, page))
