"""What an operator looks at: unreadable payloads, the audit, the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, after, page_within
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http import inbox as http
from contracts.http.moment import Moment
from services.inbox.application.ledger import Hour
from services.inbox.http import presenters as shown
from services.inbox.http.dependencies import PayloadId, Running

router = APIRouter(prefix="/v1")


@router.get("/unreadable", **needs("ledger:read"))
async def list_unreadable_payloads(
    caller: Caller, inbox: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.UnreadablePayload]:
    """Payloads nobody could read, the newest first; each is kept for 30 days."""
    payloads = await inbox.queries.unreadable(caller.brand, after(cursor, datetime), limit + 1)
    return page_within(payloads, limit, shown.unreadable, lambda each: (each.received_at, each.id))


@router.get("/unreadable/{payload}", **needs("integrations:write", refuses=[NotFound]))
async def get_unreadable_payload(payload: PayloadId, caller: Caller, inbox: Running) -> http.UnreadablePayloadDetail:
    """One payload with its bytes."""
    stored = await inbox.unit.payload(caller.brand, payload)
    if stored is None:
        raise NotFound
    return shown.unreadable_detail(stored)


@router.post("/unreadable/{payload}/replay", **needs("integrations:write", refuses=[NotFound, Conflict]))
async def replay_unreadable_payload(payload: PayloadId, caller: Caller, inbox: Running) -> http.UnreadablePayload:
    """Run the channel's parser again; what it can read now comes in with the ids it always had."""
    return shown.unreadable(await inbox.replays.replay(caller.brand, payload, caller.subject))


@router.get("/audit", **needs("ledger:read"))
async def list_audit_entries(
    caller: Caller, inbox: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.AuditEntry]:
    """One id with two contents, and what else an operator should see, the newest first."""
    entries = await inbox.queries.audit(caller.brand, after(cursor, datetime), limit + 1)
    return page_within(entries, limit, shown.audit_entry, lambda each: (each.at, each.id))


@router.get("/ledger", **needs("ledger:read"))
async def get_ledger(
    caller: Caller,
    inbox: Running,
    since: Annotated[
        Moment | None, Query(description="From the hour that begins then or later; a day before `until`.")
    ] = None,
    until: Annotated[
        Moment | None, Query(description="To the hour that begins before; left out, the present one too.")
    ] = None,
) -> http.Ledger:
    """What became of everything received, by hour; the last day where nothing is asked for."""
    end = until or inbox.clock.now_of(caller.brand) + timedelta(hours=1)
    begin = since or end - timedelta(days=1)
    hours = await inbox.ledger.hours(caller.brand, begin, end)
    items = tuple(_hour(at, hour) for at, hour in hours.items())
    return http.Ledger(items=items, total=_total(begin, items) if items else None)


def _hour(at: datetime, hour: Hour) -> http.LedgerHour:
    accounted = hour.stored + hour.duplicate + hour.conflict + hour.unreadable + hour.dead_lettered
    return http.LedgerHour(
        hour=at,
        received=hour.received,
        stored=hour.stored,
        duplicate=hour.duplicate,
        conflict=hour.conflict,
        unreadable=hour.unreadable,
        dead_lettered=hour.dead_lettered,
        difference=hour.received - accounted,
    )


def _total(since: datetime, items: tuple[http.LedgerHour, ...]) -> http.LedgerHour:
    names = ("received", "stored", "duplicate", "conflict", "unreadable", "dead_lettered", "difference")
    return http.LedgerHour(hour=since, **{name: sum(getattr(item, name) for item in items) for name in names})
