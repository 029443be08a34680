"""Queues: the list, one, how it is worked, and how it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from chassis.auth import Caller
from chassis.errors import VersionConflict
from chassis.http.paging import Cursor, Page, PageCursor, PageLimit, etag, if_match
from chassis.http.problem import NotFound, PreconditionFailed
from chassis.http.scopes import needs
from chassis.timers import NewTimer
from contracts.http.routing import ID_PATTERN, QueueStatus, QueueView, QueueWrite
from services.routing.domain import tokens
from services.routing.domain.staffing import time_to_drain
from services.routing.http.parts import Parts, Service
from services.routing.http.presenters import queue_of, queue_view
from services.routing.persistence.rules import KEPT_SECONDS

router = APIRouter(prefix="/v1/queues", tags=["queues"])

READ, WRITE = "tasks:read", "rules:write"
REPLAN = "replan"
QueueId = Annotated[str, Path(pattern=ID_PATTERN)]


@router.get("", **needs(READ, WRITE))
async def list_queues(
    caller: Caller, service: Service, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[QueueView]:
    """The brand's queues by id."""
    last = "" if cursor is None else Cursor.decode(cursor, (str,))[0]
    known = await service.rules.queues(caller.brand)
    found = [queue_view(known[id_]) for id_ in sorted(known) if id_ > last]
    return Page(items=found[:limit], next=Cursor.encode([found[limit - 1].id]) if len(found) > limit else None)


@router.get("/{queue}", **needs(READ, WRITE))
async def get_queue(queue: str, caller: Caller, service: Service, response: Response) -> QueueView:
    """One queue."""
    found = (await service.rules.queues(caller.brand)).get(queue)
    if found is None:
        raise NotFound
    response.headers["ETag"] = etag(found.version)
    return queue_view(found)


@router.put("/{queue}", **needs(WRITE))
async def put_queue(
    queue: QueueId,
    written: QueueWrite,
    caller: Caller,
    service: Service,
    response: Response,
    expected: Annotated[int | None, Depends(if_match)],
) -> QueueView:
    """Describe a queue; employees who work in every open queue work in a new one within seconds."""
    before = (await service.rules.queues(caller.brand)).get(queue)
    if expected is not None and expected != (before.version if before else 0):
        raise PreconditionFailed(etag(before.version if before else 0))
    try:
        kept = await service.rules.put_queue(caller.brand, queue_of(queue, written), expected)
    except VersionConflict:
        if expected is not None:
            raise PreconditionFailed(etag((await service.rules.queues(caller.brand))[queue].version)) from None
        raise
    if before is None or before.restricted != kept.restricted:
        await _replan(service, caller.brand)
    response.headers["ETag"] = etag(kept.version)
    return queue_view(kept)


@router.get("/{queue}/status", **needs(READ, WRITE))
async def queue_status(queue: str, caller: Caller, service: Service) -> QueueStatus:
    """What waits, for how long, and how long it would take to empty the queue."""
    brand = caller.brand
    if queue not in await service.rules.queues(brand):
        raise NotFound
    waiting = await service.tasks.count_waiting(brand, queue)
    oldest = await service.tasks.oldest_waiting(brand, queue)
    waited = (service.clock.now() - oldest).total_seconds() if oldest else 0.0
    free, seats = await service.seats.count_with(brand, tokens.queue(queue))
    mean = await service.figures.mean_handle_seconds(brand)
    return QueueStatus(
        queue=queue,
        waiting=waiting,
        oldest_wait_seconds=max(0.0, waited),
        seats_open=seats,
        seats_free=free,
        mean_handle_seconds=mean,
        drain_seconds=time_to_drain(waiting, seats, mean),
    )


async def _replan(service: Parts, brand: str) -> None:
    """Have the seats planned anew, and once more when no process can hold an older copy of the rules."""
    now = service.clock.now()
    later = now + timedelta(seconds=2 * KEPT_SECONDS)
    await service.timers.schedule(
        [NewTimer(f"{REPLAN}/{brand}", brand, REPLAN, now), NewTimer(f"{REPLAN}-again/{brand}", brand, REPLAN, later)]
    )
