"""Routes that show what detection and grouping found, and the heads needed now."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from chassis.auth import Caller
from chassis.http.paging import Cursor, Page, PageCursor, PageLimit
from chassis.http.scopes import needs
from chassis.mongo import key
from contracts.http.crisis import NeedView, SignalView, StoryView
from services.crisis.application.staffing import need_now
from services.crisis.http.parts import PartsOf, page_of

router = APIRouter(tags=["crisis"])


@router.get("/v1/signals", **needs("incidents:read"))
async def list_signals(
    caller: Caller,
    parts: PartsOf,
    state: Annotated[Literal["live", "cleared"] | None, Query()] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[SignalView]:
    """Episodes found by detection, newest first; one without an incident waits for a person to declare it."""
    filter_ = {} if state is None else {"state": state}
    return await page_of(parts, "signals", caller.brand, filter_, limit, cursor, SignalView.model_validate)


@router.get("/v1/stories", **needs("incidents:read"))
async def list_stories(
    caller: Caller, parts: PartsOf, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[StoryView]:
    """What many people say in nearly the same words, the largest first."""
    filter_: dict[str, object] = {"found": True}
    if cursor is not None:
        messages, id_ = Cursor.decode(cursor, (int, str))
        beyond = {"messages": messages, "_id": {"$lt": key(caller.brand, id_)}}
        filter_["$or"] = [{"messages": {"$lt": messages}}, beyond]
    found = await parts.store["stories"].find(
        caller.brand, filter_, sort=[("messages", -1), ("_id", -1)], limit=limit + 1
    )
    following = None
    if len(found) > limit:
        following = Cursor.encode([found[limit - 1]["messages"], found[limit - 1]["id"]])
    return Page[StoryView](items=[StoryView.model_validate(story) for story in found[:limit]], next=following)


@router.get("/v1/staffing", **needs("incidents:read"))
async def staffing(caller: Caller, parts: PartsOf) -> NeedView:
    """Heads needed for what comes in now, with every figure that went into it."""
    policy = await parts.store.policy(caller.brand)
    return NeedView(**asdict(await need_now(parts, caller.brand, policy)))
