"""Routes that show what detection and grouping found, and the heads needed now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit
from chassis.http.scopes import needs
from contracts.http.crisis import NeedView, SignalView, StoryView
from services.crisis.domain.signal import SignalState
from services.crisis.http.dependencies import Application, Store
from services.crisis.http.lists import largest_after, newest_after, page_of
from services.crisis.http.presenters import need_view, signal_view, story_view

router = APIRouter(tags=["crisis"])


@router.get("/v1/signals", **needs("incidents:read"))
async def list_signals(
    store: Store,
    state: Annotated[SignalState | None, Query()] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[SignalView]:
    """Episodes found by detection, newest first; one without an incident waits for a person to declare it."""
    return page_of(await store.signals.newest(state, limit, newest_after(cursor)), signal_view)


@router.get("/v1/stories", **needs("incidents:read"))
async def list_stories(store: Store, limit: PageLimit = 50, cursor: PageCursor = None) -> Page[StoryView]:
    """What many people say in nearly the same words, the largest first."""
    return page_of(await store.stories.largest(limit, largest_after(cursor)), story_view)


@router.get("/v1/staffing", **needs("incidents:read"))
async def staffing(caller: Caller, application: Application) -> NeedView:
    """Heads needed for what comes in now, with every figure that went into it."""
    return need_view(await application.queries.need(caller.brand))
