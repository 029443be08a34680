"""Drills: planned, listed as a calendar, taken part in, ended; what came of each is in it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, status

from chassis.auth import Caller
from chassis.http.answers import ETAG, LOCATION
from chassis.http.paging import Page, PageCursor, PageLimit, after, etag, page_within
from chassis.http.problem import Conflict, FieldError, Invalid, NotFound
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import gateway as http
from contracts.http.moment import Moment
from gateway.application import drill_commands as commands
from gateway.domain.drill import Drill, DrillOver
from gateway.domain.drill_scenario import (
    MOST_MESSAGES,
    MOST_SECONDS,
    DrillPhase,
    DrillScenario,
    TooLong,
    TooManyMessages,
)
from gateway.http.dependencies import Running, require_well_formed_id

router = APIRouter(prefix="/v1/drills")
READ, WRITE = "incidents:read", "incidents:write"
DrillId = Annotated[str, Path(description="The drill's `id`, which is that of its brand too.")]


@router.post("", status_code=status.HTTP_201_CREATED, **needs(WRITE, refuses=[Conflict], headers=[ETAG, LOCATION]))
async def create_drill(body: http.DrillCreate, caller: Caller, gateway: Running, response: Response) -> http.Drill:
    """Plan a drill: at its time the brand's settings are copied into a brand of its own, and the scenario comes in.

    Nothing that happens there reaches a contact, a platform or the brand's numbers; participants are paged and called
    where they are told of everything else, in words that begin with `Drill`.
    """
    phases = tuple(DrillPhase(each.seconds, each.messages_per_minute) for each in body.scenario.phases)
    plan = commands.DrillPlan(
        body.name,
        DrillScenario(tuple(body.scenario.texts), phases),
        tuple(dict.fromkeys(body.participants)),
        body.starts_at,
        body.answer_seconds,
    )
    try:
        drill = await gateway.drills.plan(caller, plan)
    except TooLong:
        raise _wrong("/scenario/phases", f"last longer than {MOST_SECONDS} seconds together", "too_long") from None
    except TooManyMessages as wrong:
        detail = f"bring {wrong.messages} messages; 1 to {MOST_MESSAGES} are possible"
        raise _wrong("/scenario/phases", detail, "messages") from None
    except commands.UnknownParticipants as unknown:
        given = list(dict.fromkeys(body.participants))
        places = [body.participants.index(given[place]) for place in unknown.places]
        raise Invalid([FieldError(f"/participants/{n}", "is nobody active here", "unknown") for n in places]) from None
    except commands.InDrill:
        raise Conflict("This is the brand of a drill, in which no other is played.", state="in_drill") from None
    except commands.Overlaps as other:
        raise Conflict(f"The drill {other.drill} is on at that time.", state="overlaps") from None
    except commands.TooManyDrills:
        raise Conflict("There are 50 drills that have not ended.", state="too_many_drills") from None
    response.headers["Location"] = f"/v1/drills/{drill.id}"
    return _tagged(drill, response)


@router.get("", **needs(READ))
async def list_drills(  # noqa: PLR0913 - a filter each
    caller: Caller,
    gateway: Running,
    state: Annotated[http.DrillState | None, Query(description="How far they are; left out: all.")] = None,
    since: Annotated[Moment | None, Query(description="Only those that start then or later.")] = None,
    until: Annotated[Moment | None, Query(description="Only those that start before then.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.Drill]:
    """The calendar of drills by when they start, the latest first."""
    place = after(cursor, datetime)
    found = await gateway.drills.stored.list(caller.brand, state, since, until, place, limit)
    return page_within(found, limit, _view, lambda each: [each.starts_at, each.id])


@router.get("/{drill}", **needs(READ, refuses=[NotFound], headers=[ETAG]))
async def get_drill(drill: DrillId, caller: Caller, gateway: Running, response: Response) -> http.Drill:
    """One drill, with its report once it is over."""
    return _tagged(await _found(gateway, caller.brand, drill), response)


@router.post("/{drill}/cancel", **needs(WRITE, refuses=[NotFound, Conflict], headers=[ETAG]))
async def cancel_drill(drill: DrillId, caller: Caller, gateway: Running, response: Response) -> http.Drill:
    """End a drill before its time: nothing more comes in, and its incidents are stood down."""
    await _found(gateway, caller.brand, drill)
    try:
        return _tagged(await gateway.drills.cancel(caller, drill), response)
    except DrillOver:
        raise Conflict("The drill is over.", state="over") from None


@router.post("/{drill}/keys", status_code=status.HTTP_201_CREATED, **needs_no_scope(refuses=[NotFound, Conflict]))
async def create_drill_key(drill: DrillId, caller: Caller, gateway: Running) -> http.DrillKey:
    """Take part: a key of the caller's own for the brand of the drill, shown this once, until the drill ends.

    It lets them do there what they may do here, but for people, accounts and what comes in. Whoever takes part reports
    their presence there, and answers there.
    """
    await _found(gateway, caller.brand, drill)
    try:
        key, expires_at = await gateway.drills.key(caller, drill)
    except commands.NotTakingPart:
        raise Conflict("Only its participants take part in a drill.", state="not_taking_part") from None
    except commands.NotPlayed as refused:
        raise Conflict("The drill is not on: it has not begun yet, or is over.", state=refused.state) from None
    return http.DrillKey(brand=drill, key=key, expires_at=expires_at)


async def _found(gateway: Running, brand: str, drill: str) -> Drill:
    try:
        return await gateway.drills.found(brand, require_well_formed_id(drill))
    except commands.NotFoundDrill:
        raise NotFound from None


def _wrong(field: str, detail: str, code: str) -> Invalid:
    return Invalid([FieldError(field, detail, code)])


def _tagged(drill: Drill, response: Response) -> http.Drill:
    response.headers["ETag"] = etag(drill.version)
    return _view(drill)


def _view(drill: Drill) -> http.Drill:
    scenario = http.DrillScenario(
        texts=list(drill.scenario.texts),
        phases=[
            http.DrillPhase(seconds=each.seconds, messages_per_minute=each.per_minute) for each in drill.scenario.phases
        ],
    )
    return http.Drill(
        id=drill.id,
        name=drill.name,
        state=drill.state,
        scenario=scenario,
        participants=list(drill.participants),
        starts_at=drill.starts_at,
        answer_seconds=drill.answer_seconds,
        began_at=drill.began_at,
        ends_at=drill.ends_at,
        ended_at=drill.ended_at,
        messages=drill.scenario.messages,
        posted=drill.posted,
        by=drill.by,
        cancelled_by=drill.cancelled_by,
        left_out=list(drill.left_out),
        reason=drill.reason,
        report=http.DrillReport(**drill.report) if drill.report else None,
        version=drill.version,
        created_at=drill.created_at,
    )
