"""Queues: the list, one, how it is worked, and how it stands."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, after_id, etag, if_match, page_within
from chassis.http.problem import Conflict, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import routing as http
from services.routing.domain import tokens
from services.routing.domain.staffing import time_to_drain
from services.routing.http.dependencies import SIGN_OF_LIFE, Running
from services.routing.http.presenters import queue_of, queue_view

router = APIRouter(prefix="/v1/queues", dependencies=SIGN_OF_LIFE)

READ, WRITE = "tasks:read", "rules:write"
QueueId = Annotated[str, Path(pattern=http.ID_PATTERN, description="The id of the queue, which rules name.")]
KnownQueue = Annotated[str, Path(description="The id of a queue there is.")]


@router.get("", **needs(READ, WRITE))
async def list_queues(
    caller: Caller, routing: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Queue]:
    """The brand's queues by id."""
    position = after_id(cursor) or ""
    queues = await routing.stores.rules.queues(caller.brand)
    ids = [id_ for id_ in sorted(queues) if id_ > position]
    return page_within(ids, limit, lambda id_: queue_view(queues[id_]), lambda id_: [id_])


@router.get("/{queue}", **needs(READ, WRITE, refuses=[NotFound], headers=[ETAG]))
async def get_queue(queue: KnownQueue, caller: Caller, routing: Running, response: Response) -> http.Queue:
    """One queue."""
    stored = (await routing.stores.rules.queues(caller.brand)).get(queue)
    if stored is None:
        raise NotFound
    response.headers["ETag"] = etag(stored.version)
    return queue_view(stored)


@router.put("/{queue}", **needs(WRITE, refuses=[Conflict, PreconditionFailed], headers=[ETAG]))
async def put_queue(
    queue: QueueId,
    body: http.QueueUpdate,
    caller: Caller,
    routing: Running,
    response: Response,
    expected: Annotated[int | None, Depends(if_match)],
) -> http.Queue:
    """Describe a queue; employees who work in every open queue work in a new one within seconds."""
    written = await routing.rule_commands.put_queue(caller.brand, queue_of(queue, body), expected)
    response.headers["ETag"] = etag(written.version)
    return queue_view(written)


@router.get("/{queue}/status", **needs(READ, WRITE, refuses=[NotFound]))
async def get_queue_status(queue: KnownQueue, caller: Caller, routing: Running) -> http.QueueStatus:
    """What waits, for how long, and how long it would take to empty the queue."""
    brand = caller.brand
    if queue not in await routing.stores.rules.queues(brand):
        raise NotFound
    waiting = await routing.stores.tasks.count_waiting(brand, queue)
    oldest = await routing.stores.tasks.oldest_waiting(brand, queue)
    waited = (routing.clock.now_of(brand) - oldest).total_seconds() if oldest else 0.0
    free, seats = await routing.stores.seats.count_with(brand, tokens.queue(queue))
    mean = await routing.stores.figures.mean_handle_seconds(brand)
    drain = time_to_drain(waiting, seats, mean)
    return http.QueueStatus(
        queue=queue,
        waiting=waiting,
        oldest_wait_seconds=max(0.0, waited),
        seats_open=seats,
        seats_free=free,
        mean_handle_seconds=mean,
        drain_seconds=drain.seconds,
        drain_reason=drain.reason,
    )
