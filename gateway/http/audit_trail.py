"""The audit trail of the caller's brand: listed, verified piece by piece, and exported row by row."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.responses import StreamingResponse

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, after, page_within
from chassis.http.problem import FieldError, Invalid
from chassis.http.scopes import needs
from contracts.http import gateway as http
from contracts.http.moment import Moment
from gateway.application.gateway import Gateway
from gateway.domain.audit_chain import AuditRow, Head
from gateway.http.dependencies import Running
from gateway.persistence.audit_trail import AuditQuery, ListedRow

router = APIRouter(prefix="/v1/audit-trail")
READ = "audit:read"
MOST_CHECKED, USUALLY_CHECKED = 50_000, 10_000  # rows of one request; ten thousand take half a second
OWN_FIELDS = http.AuditRecord.model_fields.keys() - {"outcome", "unreadable"}  # the others say what is made of a row
LAST_POSITION = 10**12 - 1
Behind = Annotated[
    int, Query(ge=0, le=LAST_POSITION, description="Begin behind this position; 0 begins with the first row.")
]


@router.get("", **needs(READ))
async def list_audit_records(
    caller: Caller,
    gateway: Running,
    principal: Annotated[str | None, Query(max_length=512, description="Only acts of this principal, by id.")] = None,
    operation: Annotated[str | None, Query(max_length=128, description="Only acts of this `operationId`.")] = None,
    object_: Annotated[
        str | None, Query(alias="object", max_length=512, description="Only what is about, or made, this id.")
    ] = None,
    since: Annotated[Moment | None, Query(description="The earliest wanted; left out: from the first on.")] = None,
    until: Annotated[Moment | None, Query(description="Only what was before; left out: up to now.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.AuditRecord]:
    """Acts and events, the newest first, as far as they are chained: a second after they came in."""
    query = AuditQuery(principal, operation, object_, since, until)
    place = after(cursor, datetime)
    rows = await gateway.audit.trail.list(caller.brand, query, after=place, limit=limit)
    outcomes = await gateway.audit.trail.outcomes(caller.brand, _acts_in(rows))
    return page_within(rows, limit, lambda listed: _view(listed, outcomes), _sort_key)


@router.get("/verification", **needs(READ))
async def verify_audit_trail(
    caller: Caller,
    gateway: Running,
    after: Behind = 0,
    hash_: Annotated[
        str | None,
        Query(alias="hash", pattern="^[0-9a-f]{64}$", description="The hash of the row `after`, as it was kept."),
    ] = None,
    limit: Annotated[
        int, Query(ge=1, le=MOST_CHECKED, description="How many rows are looked at, at most.")
    ] = USUALLY_CHECKED,
) -> http.AuditVerification:
    """Check that the rows behind `after` follow one another up to the head, and that none was changed since."""
    if hash_ is not None and after == 0:
        raise Invalid([FieldError("#query/hash", "is of a row: name its position in `after`", "hash")])
    found = await gateway.audit.chains.check(caller.brand, after, hash_, limit)
    fault = found.fault
    return http.AuditVerification(
        intact=fault is None,
        fault=None if fault is None else http.AuditFault(position=fault.position, row=fault.row, reason=fault.reason),
        reached=_head(found.reached),
        head=_head(found.head),
        next=None if found.done else found.reached.position,
    )


@router.get(
    "/export",
    **needs(READ),
    response_class=StreamingResponse,
    responses={200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}}},
)
async def export_audit_trail(caller: Caller, gateway: Running, after: Behind = 0) -> StreamingResponse:
    """All rows behind `after` in the order of the chain, a line of JSON each, outcomes as rows of their own.

    An export that broke off goes on with the last position that came as `after`. `muster audit verify` checks the file.
    """
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="audit-trail.jsonl"'}
    lines = _lines(gateway, caller.brand, after)
    return StreamingResponse(lines, media_type="application/jsonl", headers=headers)


async def _lines(gateway: Gateway, brand: str, position: int) -> AsyncIterator[bytes]:
    async for rows in gateway.audit.chains.rows(brand, position):
        yield b"".join(json.dumps(row, separators=(",", ":"), default=repr).encode() + b"\n" for row in rows)


def _head(head: Head) -> http.AuditHead:
    return http.AuditHead(position=head.position, hash=head.hash)


def _acts_in(rows: Sequence[ListedRow]) -> list[str]:
    """The ids of the acts among these rows."""
    return [id_ for each in rows if each.row["kind"] == "act" and isinstance(id_ := each.row.get("id"), str)]


def _sort_key(listed: ListedRow) -> tuple[datetime, str]:
    return listed.at, listed.place


def _view(listed: ListedRow, outcomes: Mapping[str, AuditRow]) -> http.AuditRecord:
    """A row as it is shown; of one that somebody made unreadable, where it stands, what it is known by and when."""
    empty: dict[str, Any] = dict.fromkeys(http.AuditRecord.model_fields)
    empty |= {"roles": [], "objects": [], "says": {}, "unreadable": False}
    row = listed.row
    try:
        record = http.AuditRecord(**(empty | {name: value for name, value in row.items() if name in OWN_FIELDS}))
    except ValidationError:
        known: dict[str, Any] = {
            name: text if isinstance(text := row.get(name), str) else "" for name in ("id", "hash")
        }
        known |= {"position": listed.position, "kind": row["kind"], "at": listed.at}
        return http.AuditRecord(**(empty | known | {"unreadable": True}))
    outcome = outcomes.get(record.id)
    if outcome is None:
        return record
    came: dict[str, Any] = {name: outcome.get(name) for name in http.AuditOutcome.model_fields}
    try:
        shown = http.AuditOutcome(**came)
    except ValidationError:
        return record.model_copy(update={"unreadable": True})
    return record.model_copy(update={"outcome": shown})
