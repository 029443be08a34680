"""Routes on incidents: declare, read, command, statements, review."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from chassis.auth import Caller, Principal
from chassis.http.paging import Page, PageCursor, PageLimit, etag, if_match
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http.crisis import (
    Cast,
    Declare,
    IncidentDetail,
    IncidentState,
    IncidentView,
    Note,
    Rate,
    ReviewView,
    StatementView,
    WriteStatement,
)
from services.crisis.application.stand_down import figures_of
from services.crisis.application.unit import Parts, Unit, in_unit
from services.crisis.domain.callout import Ask
from services.crisis.domain.incident import OPEN, Command, Entry, Incident
from services.crisis.domain.review import as_markdown, build
from services.crisis.domain.statement import Statement
from services.crisis.http.parts import CommandsOf, PartsOf, page_of, problems, who
from services.crisis.persistence.documents import as_json

router = APIRouter(tags=["crisis"])
Expected = Annotated[int | None, Depends(if_match)]
StepNumber = Annotated[int, Path(ge=0, le=100)]  # a playbook has 100 steps at most; one there is not is not found
READ = needs("incidents:read")
WRITE = needs("incidents:write")
MARKDOWN = "text/markdown"


def _view(incident: Incident, response: Response) -> IncidentView:
    response.headers["ETag"] = etag(incident.version)
    return IncidentView.model_validate(as_json(incident))


async def _timeline(parts: Parts, brand: str, incident: str) -> list[Entry]:
    order = [("at", 1), ("line", 1)]  # what one unit of work said has one time, and its own order
    return await parts.store.many("timeline", Entry, brand, {"incident": incident}, sort=order)


@router.get("/v1/incidents", **READ)
async def list_incidents(
    caller: Caller,
    parts: PartsOf,
    state: Annotated[IncidentState | None, Query()] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[IncidentView]:
    """Incidents, newest first."""
    filter_ = {} if state is None else {"state": state}
    return await page_of(parts, "incidents", caller.brand, filter_, limit, cursor, IncidentView.model_validate)


@router.post("/v1/incidents", status_code=201, **WRITE)
async def declare(
    body: Declare, request: Request, response: Response, caller: Caller, commands: CommandsOf
) -> IncidentView:
    """Declare an incident by hand: pages go out and, by the policy, volunteers are called."""
    with problems():
        incident = await commands.declare(who(request, caller), body.title, body.severity, body.playbook, body.signal)
    response.headers["Location"] = f"/v1/incidents/{incident.id}"
    return _view(incident, response)


@router.get("/v1/incidents/{incident}", **READ)
async def read_incident(incident: str, response: Response, caller: Caller, parts: PartsOf) -> IncidentDetail:
    """One incident with its timeline and its figures, so far or final."""

    async def work(unit: Unit) -> dict[str, object]:
        found = await unit.incident(incident)
        figures = found.figures or await figures_of(unit, found, unit.now)
        return {**as_json(found), "figures": as_json(figures)}

    with problems():
        read = await in_unit(parts, caller.brand, "read", caller.subject, work)
    response.headers["ETag"] = etag(int(str(read["version"])))
    entries = await _timeline(parts, caller.brand, incident)
    return IncidentDetail.model_validate({**read, "timeline": [as_json(entry) for entry in entries]})


async def _moved(
    command: Command, incident: str, request: Request, response: Response, caller: Principal,
    commands: CommandsOf, expected: int | None,
) -> IncidentView:  # fmt: skip
    with problems():
        return _view(await commands.move(who(request, caller, expected), incident, command), response)


@router.post("/v1/incidents/{incident}/activate", **WRITE)
async def activate(
    incident: str, request: Request, response: Response, caller: Caller, commands: CommandsOf, expected: Expected
) -> IncidentView:
    """Work on it: declared or monitoring becomes active."""
    return await _moved("activate", incident, request, response, caller, commands, expected)


@router.post("/v1/incidents/{incident}/monitor", **WRITE)
async def monitor(
    incident: str, request: Request, response: Response, caller: Caller, commands: CommandsOf, expected: Expected
) -> IncidentView:
    """Watch it: active becomes monitoring."""
    return await _moved("monitor", incident, request, response, caller, commands, expected)


@router.post("/v1/incidents/{incident}/severity", **WRITE)
async def severity(
    incident: str, body: Rate, request: Request, response: Response, caller: Caller, commands: CommandsOf,
    expected: Expected,
) -> IncidentView:  # fmt: skip
    """Give another severity."""
    with problems():
        found = await commands.rate(who(request, caller, expected), incident, body.severity, body.reason)
        return _view(found, response)


@router.post("/v1/incidents/{incident}/roles", **WRITE)
async def roles(
    incident: str, body: Cast, request: Request, response: Response, caller: Caller, commands: CommandsOf,
    expected: Expected,
) -> IncidentView:  # fmt: skip
    """Give people roles."""
    given = {role: person or "" for role, person in body.model_dump(exclude_unset=True).items()}
    with problems():
        return _view(await commands.cast(who(request, caller, expected), incident, given), response)


@router.post("/v1/incidents/{incident}/steps/{number}/complete", **WRITE)
async def complete_step(
    incident: str, number: StepNumber, request: Request, response: Response, caller: Caller, commands: CommandsOf,
    expected: Expected,
) -> IncidentView:  # fmt: skip
    """Tick off a step of the playbook, numbered from 1."""
    with problems():
        return _view(await commands.complete(who(request, caller, expected), incident, number), response)


@router.post("/v1/incidents/{incident}/notes", **WRITE)
async def note(
    incident: str, body: Note, request: Request, response: Response, caller: Caller, commands: CommandsOf
) -> IncidentView:
    """Write into the timeline."""
    with problems():
        return _view(await commands.note(who(request, caller), incident, body.text), response)


@router.post("/v1/incidents/{incident}/stand-down", **WRITE)
async def stand_down(
    incident: str, request: Request, response: Response, caller: Caller, commands: CommandsOf, expected: Expected
) -> IncidentView:
    """End it: callouts close and every temporary place is taken back."""
    with problems():
        return _view(await commands.stand_down(who(request, caller, expected), incident), response)


@router.get("/v1/incidents/{incident}/statements", **READ)
async def list_statements(incident: str, caller: Caller, parts: PartsOf) -> Page[StatementView]:
    """The holding statements of an incident, oldest first."""
    if await parts.store["incidents"].get(caller.brand, incident, projection={"_id": 1}) is None:
        raise NotFound
    found = await parts.store.many(
        "statements", Statement, caller.brand, {"incident": incident}, sort=[("written_at", 1)]
    )
    return Page[StatementView](items=[StatementView.model_validate(as_json(one)) for one in found])


@router.post("/v1/incidents/{incident}/statements", status_code=201, **WRITE)
async def write_statement(
    incident: str, body: WriteStatement, request: Request, caller: Caller, commands: CommandsOf
) -> StatementView:
    """Draft a holding statement; somebody else approves it."""
    with problems():
        draft = await commands.write_statement(who(request, caller), incident, body.language, body.text)
    return StatementView.model_validate(as_json(draft))


@router.post(
    "/v1/incidents/{incident}/statements/{statement}/approve",
    **needs("replies:approve", "incidents:write"),
)
async def approve_statement(
    incident: str,
    statement: str,
    request: Request,
    caller: Caller,
    commands: CommandsOf,
) -> StatementView:
    """Approve somebody else's draft; from then on it may be used."""
    with problems():
        approved = await commands.approve_statement(who(request, caller), incident, statement)
    return StatementView.model_validate(as_json(approved))


@router.get(
    "/v1/incidents/{incident}/review",
    **READ,
    response_model=ReviewView,
    responses={200: {"content": {MARKDOWN: {}}}},
)
async def read_review(incident: str, request: Request, caller: Caller, parts: PartsOf) -> ReviewView | Response:
    """Who did what when, and how much it was; as JSON, or as a page with `Accept: text/markdown`."""
    found = await parts.store.one("incidents", Incident, caller.brand, incident)
    if found is None:
        raise NotFound
    if found.state in OPEN:
        raise Conflict("The review is there after the stand-down.", state=found.state)
    asks = await parts.store.many("asks", Ask, caller.brand, {"incident": incident})
    review = build(found, await _timeline(parts, caller.brand, incident), asks)
    if MARKDOWN in request.headers.get("accept", ""):
        return Response(as_markdown(review), media_type=f"{MARKDOWN}; charset=utf-8")
    return ReviewView.model_validate(as_json(review))


@router.post("/v1/incidents/{incident}/review", **WRITE)
async def close_review(
    incident: str, request: Request, response: Response, caller: Caller, commands: CommandsOf, expected: Expected
) -> IncidentView:
    """Say that the review was held: stood down becomes reviewed."""
    return await _moved("review", incident, request, response, caller, commands, expected)
