"""Offers: those of the calling person, and the answer to one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, etag, page_of_whole
from chassis.http.problem import Conflict, Forbidden, NotFound
from chassis.http.scopes import needs
from contracts.http import routing as http
from services.routing.http.dependencies import SIGN_OF_LIFE, Running, actor
from services.routing.http.errors import FOR_OTHERS
from services.routing.http.task_presenters import offer_view, task_view

router = APIRouter(prefix="/v1/offers", dependencies=SIGN_OF_LIFE)

WORK = "tasks:work"
OfferId = Annotated[str, Path(description="The offer's `id`, from the list, the task or the stream.")]


@router.get("", **needs(WORK, FOR_OTHERS))
async def list_offers(
    caller: Caller,
    routing: Running,
    employee: Annotated[str, Query(max_length=64, description="`me`, or somebody's id with tasks:assign.")] = "me",
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.Offer]:
    """The open offers of an employee, the first to expire first."""
    employee_id = caller.subject if employee == "me" else employee
    if employee_id != caller.subject and FOR_OTHERS not in caller.scopes:
        raise Forbidden(FOR_OTHERS, "Other people's offers need tasks:assign.")
    now = routing.clock.now_of(caller.brand)
    tasks = await routing.stores.tasks.held_by(caller.brand, employee_id, ["offered"])
    offers = [offer_view(task) for task in tasks if task.offer is not None and task.offer.expires_at > now]
    return page_of_whole(sorted(offers, key=lambda offer: (offer.expires_at, offer.id)), limit, cursor)


@router.post("/{offer}/accept", **needs(WORK, FOR_OTHERS, refuses=[NotFound, Conflict], headers=[ETAG]))
async def accept_offer(offer: OfferId, caller: Caller, routing: Running, response: Response) -> http.Task:
    """Take the task; its answer has the epoch that later commands need."""
    task = await routing.task_commands.accept(actor(caller), offer)
    response.headers["ETag"] = etag(task.version)
    return task_view(task)


@router.post("/{offer}/decline", **needs(WORK, FOR_OTHERS, refuses=[NotFound, Conflict], headers=[ETAG]))
async def decline_offer(offer: OfferId, caller: Caller, routing: Running, response: Response) -> http.Task:
    """Refuse the task; it is offered to somebody else."""
    task = await routing.task_commands.decline(actor(caller), offer)
    response.headers["ETag"] = etag(task.version)
    return task_view(task)
