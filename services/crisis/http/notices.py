"""Routes on notices: how people are told, where, and what came of it; and what the gateway asks for a link."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, after, etag, page_of
from chassis.http.problem import Conflict, Forbidden, NotFound, PreconditionFailed
from chassis.http.scopes import ScopeGuard, needs_no_scope
from contracts.http import crisis as http
from contracts.http.models import WriteModel
from services.crisis.application.notice_plans import AddressWish
from services.crisis.domain.notice import NoticeState
from services.crisis.domain.notice_plan import NoticePlan, QuietTime
from services.crisis.http.dependencies import Application, Store, VersionedCommander
from services.crisis.http.people import person_read, person_written
from services.crisis.http.presenters import fields, notice_view

router = APIRouter()
PersonId = Annotated[str, Path(max_length=128, description="`me`, or a person's id.")]
STATES = "Only in this state: `pending`, `sent`, `failed`, `quiet`, `no_address`, `limited` or `answered`."
LINKS = "/v1/notice-links/{notice}"
BY_LINK = [Depends(ScopeGuard(("notices:answer",)))]  # in no role: the gateway gives it to who brings a link


@router.get("/v1/notices", **needs_no_scope(refuses=[Forbidden]))
async def list_notices(
    caller: Caller,
    store: Store,
    person: Annotated[str | None, Query(max_length=128, description="`me`, or a person's id; left out: all.")] = None,
    incident: Annotated[str | None, Query(max_length=128, description="Only of this incident, by its id.")] = None,
    state: Annotated[
        NoticeState | None,
        Query(description=STATES),
    ] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.Notice]:
    """Who was told of what, where, and what came of it, newest first; others' only with incidents:read."""
    named = person_read(caller, person or "me") if person or "incidents:read" not in caller.scopes else None
    found = await store.notices.newest(named, incident, state, limit, after(cursor, datetime))
    return page_of(found.items, notice_view, found.next)


@router.get("/v1/notice-plans/{person}", **needs_no_scope(refuses=[Forbidden, NotFound], headers=[ETAG]))
async def get_notice_plan(
    person: PersonId, caller: Caller, application: Application, response: Response
) -> http.NoticePlan:
    """Where a person is told, in order; others' only with incidents:read. Addresses of chats show their end alone."""
    plan = await application.notice_plans.of(caller.brand, person_read(caller, person))
    response.headers["ETag"] = etag(plan.version)
    return _plan_view(plan)


@router.put(
    "/v1/notice-plans/{person}",
    **needs_no_scope(refuses=[Forbidden, NotFound, Conflict, PreconditionFailed], headers=[ETAG]),
)
async def put_notice_plan(
    person: PersonId,
    body: http.NoticePlanUpdate,
    caller: Caller,
    commander: VersionedCommander,
    application: Application,
    response: Response,
) -> http.NoticePlan:
    """Write where a person is told, whole; others' only with incidents:write. What they missed goes out at once."""
    wishes = [_wish(each) for each in body.addresses]
    plan = await application.notice_plans.write(commander, person_written(caller, person), wishes)
    response.headers["ETag"] = etag(plan.version)
    return _plan_view(plan)


class LinkAnswerCreate(WriteModel):
    """What somebody answers by a link."""

    answer: Literal["accept", "decline"]


@router.get(LINKS, include_in_schema=False, dependencies=BY_LINK)
async def view_by_link(notice: str, caller: Caller, application: Application) -> dict[str, object]:
    """What a link asks, for the gateway's page."""
    view = await application.notice_answers.view(caller.brand, notice)
    shown = {name: fields(view.notice)[name] for name in ("kind", "title", "severity", "state", "ends_at")}
    return {**shown, "awaited": view.awaited}


@router.post(LINKS, include_in_schema=False, dependencies=BY_LINK)
async def answer_by_link(
    notice: str, body: LinkAnswerCreate, caller: Caller, application: Application
) -> dict[str, object]:
    """Answer, for the person whom the notice told."""
    answered = await application.notice_answers.answer(caller.brand, notice, body.answer)
    return {"kind": answered.kind, "state": answered.state, "answer": body.answer}


def _wish(body: http.NoticeAddressUpdate) -> AddressWish:
    quiet = body.quiet
    read = time.fromisoformat
    silence = None if quiet is None else QuietTime(read(quiet.begins), read(quiet.ends), quiet.zone, quiet.wakes_from)
    return AddressWish(body.kind, body.after_seconds, silence, body.id, body.target, body.secret)


def _plan_view(plan: NoticePlan) -> http.NoticePlan:
    shown = fields(plan)
    for address in shown["addresses"]:
        if quiet := address["quiet"]:
            quiet |= {name: quiet[name][:5] for name in ("begins", "ends")}
    return http.NoticePlan.model_validate(shown)
