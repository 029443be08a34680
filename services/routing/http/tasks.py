"""Tasks: the list, one, its explanation, and what a person does with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.auth import Caller
from chassis.http.paging import Cursor, Page, PageCursor, PageLimit, etag
from chassis.http.problem import FieldError, Invalid, NotFound
from chassis.http.scopes import needs
from contracts.http.routing import AssignCommand, EpochCommand, ExplanationView, TaskState, TaskView, TransferCommand
from services.routing.application.ports import TaskFilter
from services.routing.domain.task import Task
from services.routing.http.dependencies import Running, actor
from services.routing.http.presenters import explanation_view, task_view

router = APIRouter(prefix="/v1/tasks", tags=["tasks"])

READ, WORK, ASSIGN = "tasks:read", "tasks:work", "tasks:assign"


@router.get("", **needs(READ))
async def list_tasks(
    caller: Caller,
    routing: Running,
    state: TaskState | None = None,
    queue: Annotated[str | None, Query(max_length=64)] = None,
    employee: Annotated[str | None, Query(max_length=64, description="An id, or `me`.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[TaskView]:
    """Tasks, oldest in the queue first."""
    who = caller.subject if employee == "me" else employee
    after = None if cursor is None else _position(cursor)
    found = await routing.stores.tasks.page(caller.brand, TaskFilter(state, queue, who), after, limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    following = None if last is None else Cursor.encode([last.queued_at, last.conversation])
    return Page(items=[task_view(task) for task in found[:limit]], next=following)


@router.get("/{conversation}", **needs(READ))
async def get_task(conversation: str, caller: Caller, routing: Running, response: Response) -> TaskView:
    """The task of a conversation."""
    task = await routing.stores.tasks.get(caller.brand, conversation)
    if task is None:
        raise NotFound
    return _answer(task, response)


@router.get("/{conversation}/explanation", **needs(READ))
async def explain_task(conversation: str, caller: Caller, routing: Running) -> ExplanationView:
    """Why the task is where it is: rule and version, what was asked and given up, who was passed over."""
    task = await routing.stores.tasks.get(caller.brand, conversation)
    if task is None:
        raise NotFound
    return explanation_view(task)


@router.post("/{conversation}/complete", **needs(WORK, ASSIGN))
async def complete_task(
    conversation: str, command: EpochCommand, caller: Caller, routing: Running, response: Response
) -> TaskView:
    """End the task; the seat is free."""
    return _answer(await routing.task_commands.complete(actor(caller), conversation, command.epoch), response)


@router.post("/{conversation}/release", **needs(WORK, ASSIGN))
async def release_task(
    conversation: str, command: EpochCommand, caller: Caller, routing: Running, response: Response
) -> TaskView:
    """Give the task back to its queue."""
    return _answer(await routing.task_commands.release(actor(caller), conversation, command.epoch), response)


@router.post("/{conversation}/transfer", **needs(WORK, ASSIGN))
async def transfer_task(
    conversation: str, command: TransferCommand, caller: Caller, routing: Running, response: Response
) -> TaskView:
    """Give the task to another employee or another queue."""
    commands, who = routing.task_commands, actor(caller)
    if command.queue is not None:
        if command.queue not in await routing.stores.rules.queues(caller.brand):
            raise Invalid([FieldError("/queue", "there is no such queue", "unknown_queue")])
        task = await commands.transfer_to_queue(who, conversation, command.epoch, command.queue)
    else:
        task = await commands.hand_over(who, conversation, command.epoch, command.employee or "", "transfer")
    return _answer(task, response)


@router.post("/{conversation}/assign", **needs(ASSIGN))
async def assign_task(
    conversation: str, command: AssignCommand, caller: Caller, routing: Running, response: Response
) -> TaskView:
    """Give the task to an employee without asking them; a missing certificate is refused."""
    task = await routing.task_commands.hand_over(actor(caller), conversation, command.epoch, command.employee, "assign")
    return _answer(task, response)


def _answer(task: Task, response: Response) -> TaskView:
    response.headers["ETag"] = etag(task.version)
    return task_view(task)


def _position(cursor: str) -> tuple[datetime, str]:
    at, conversation = Cursor.decode(cursor, (datetime, str))
    return at, conversation
