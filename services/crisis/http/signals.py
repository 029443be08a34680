"""Routes that show what detection and grouping found, what is to come, and the heads needed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, after, page_of
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http import crisis as http
from contracts.http.moment import Moment
from services.crisis.domain.signal import SignalState
from services.crisis.http.dependencies import Application, Store
from services.crisis.http.presenters import forecast_view, need_view, signal_view
from services.crisis.http.spread_presenters import current_spread_view, story_view

router = APIRouter()


@router.get("/v1/signals", **needs("incidents:read"))
async def list_signals(
    store: Store,
    state: Annotated[SignalState | None, Query(description="`live`: the surge lasts; `cleared`: it is over.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.Signal]:
    """Episodes found by detection, newest first; one without an incident waits for a person to declare it."""
    signals = await store.signals.newest(state, limit, after(cursor, datetime))
    return page_of(signals.items, signal_view, signals.next)


@router.get("/v1/stories", **needs("incidents:read"))
async def list_stories(
    caller: Caller, application: Application, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Story]:
    """What many people say in nearly the same words, the largest first, and how each spreads."""
    stories = await application.queries.stories(caller.brand, limit, after(cursor, int))
    return page_of(stories.items, story_view, stories.next)


@router.get("/v1/stories/{story}", **needs("incidents:read", refuses=[NotFound]))
async def get_story(
    story: Annotated[str, Path(description="The story's id.")], caller: Caller, application: Application
) -> http.Story:
    """One story, and how it spreads: growth, reach, languages, channels, and how many accounts tell it."""
    return story_view(await application.queries.story(caller.brand, story))


@router.get("/v1/spread", **needs("incidents:read"))
async def get_spread(caller: Caller, application: Application) -> http.CurrentSpread:
    """How all that is said of the brand spreads: growth, reach, languages and channels, for and against.

    Of the last twelve hours, up to the last five minutes that are complete.
    """
    return current_spread_view(await application.queries.spread(caller.brand))


@router.get("/v1/staffing", **needs("incidents:read"))
async def get_staffing(caller: Caller, application: Application) -> http.Need:
    """Heads needed for what comes in now, with every figure that went into it."""
    return need_view(await application.queries.need(caller.brand))


@router.get("/v1/forecast", **needs("incidents:read", refuses=[Conflict]))
async def get_forecast(
    caller: Caller,
    application: Application,
    at: Annotated[
        Moment | None, Query(description="Show the forecast of an earlier moment, with what came since.")
    ] = None,
) -> http.Forecast:
    """Messages and the backlog of the next six hours, and how good such forecasts were.

    409 where the brand has not been counted for three hours.
    """
    return forecast_view(await application.queries.forecast(caller.brand, at))
