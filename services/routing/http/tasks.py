"""Tasks: the list, one, its explanation, and what a person does with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, after, etag, page_within
from chassis.http.problem import Conflict, FieldError, Invalid, NotFound
from chassis.http.scopes import needs
from contracts.http import routing as http
from services.routing.application.ports import TaskFilter
from services.routing.domain.handover import HandoverWord
from services.routing.domain.task import Task
from services.routing.http.dependencies import SIGN_OF_LIFE, Running, actor
from services.routing.http.explanation_presenters import explanation_view
from services.routing.http.task_presenters import task_detail, task_view

router = APIRouter(prefix="/v1/tasks", dependencies=SIGN_OF_LIFE)

READ, WORK, ASSIGN = "tasks:read", "tasks:work", "tasks:assign"
ConversationId = Annotated[str, Path(description="The conversation that the task is about, by its id.")]


@router.get("", **needs(READ))
async def list_tasks(
    caller: Caller,
    routing: Running,
    state: Annotated[
        http.TaskState | None, Query(description="Only those that stand so; without it, ended ones are among them.")
    ] = None,
    queue: Annotated[str | None, Query(max_length=64, description="Only those of this queue, by its id.")] = None,
    employee: Annotated[
        str | None, Query(max_length=64, description="Only those offered or assigned to them: an id, or `me`.")
    ] = None,
    invited: Annotated[
        str | None, Query(max_length=64, description="Only those they are invited to help with: an id, or `me`.")
    ] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.Task]:
    """Tasks, oldest in the queue first."""
    employee_id = caller.subject if employee == "me" else employee
    position = after(cursor, datetime)
    filters = TaskFilter(state, queue, employee_id, caller.subject if invited == "me" else invited)
    tasks = await routing.stores.tasks.page(caller.brand, filters, position, limit + 1)
    return page_within(tasks, limit, task_view, lambda task: (task.queued_at, task.conversation))


@router.get("/{conversation}", **needs(READ, refuses=[NotFound], headers=[ETAG]))
async def get_task(
    conversation: ConversationId, caller: Caller, routing: Running, response: Response
) -> http.TaskDetail:
    """The task of a conversation, with its handovers."""
    task = await routing.stores.tasks.get(caller.brand, conversation)
    if task is None:
        raise NotFound
    response.headers["ETag"] = etag(task.version)
    return task_detail(task)


@router.get("/{conversation}/explanation", **needs(READ, refuses=[NotFound]))
async def explain_task(conversation: ConversationId, caller: Caller, routing: Running) -> http.Explanation:
    """Why the task is where it is: rule and version, what was asked and given up, who was passed over.

    While it waits and nobody fits, `nobody_fits` says what each lacks and what its queue gives up next.
    """
    task = await routing.stores.tasks.get(caller.brand, conversation)
    if task is None:
        raise NotFound
    return explanation_view(task, await routing.explanations.nobody_fits(caller.brand, task))


@router.post("/{conversation}/complete", **needs(WORK, ASSIGN, refuses=[NotFound, Conflict], headers=[ETAG]))
async def complete_task(
    conversation: ConversationId, command: http.TaskUpdate, caller: Caller, routing: Running, response: Response
) -> http.Task:
    """End the task; the seat is free."""
    return _answer(await routing.task_commands.complete(actor(caller), conversation, command.epoch), response)


@router.post("/{conversation}/release", **needs(WORK, ASSIGN, refuses=[NotFound, Conflict], headers=[ETAG]))
async def release_task(
    conversation: ConversationId, command: http.TaskUpdate, caller: Caller, routing: Running, response: Response
) -> http.Task:
    """Give the task back to its queue."""
    return _answer(await routing.task_commands.release(actor(caller), conversation, command.epoch), response)


@router.post("/{conversation}/transfer", **needs(WORK, ASSIGN, refuses=[NotFound, Conflict], headers=[ETAG]))
async def transfer_task(
    conversation: ConversationId, command: http.TransferCreate, caller: Caller, routing: Running, response: Response
) -> http.Task:
    """Give the task to another employee or another queue, with a note for who gets it; the SLA clock runs on."""
    commands, by = routing.task_commands, actor(caller)
    word = HandoverWord(command.reason, command.note)
    if command.queue is not None:
        if command.queue not in await routing.stores.rules.queues(caller.brand):
            raise Invalid([FieldError("/queue", "there is no such queue", "unknown_queue")])
        task = await commands.transfer_to_queue(by, conversation, command.epoch, command.queue, word)
    else:
        task = await commands.hand_over(by, conversation, command.epoch, command.employee or "", "transfer", word)
    return _answer(task, response)


@router.post("/{conversation}/assign", **needs(ASSIGN, refuses=[NotFound, Conflict], headers=[ETAG]))
async def assign_task(
    conversation: ConversationId, command: http.AssignmentCreate, caller: Caller, routing: Running, response: Response
) -> http.Task:
    """Give the task to an employee without asking them; a missing certificate is refused."""
    task = await routing.task_commands.hand_over(actor(caller), conversation, command.epoch, command.employee, "assign")
    return _answer(task, response)


def _answer(task: Task, response: Response) -> http.Task:
    response.headers["ETag"] = etag(task.version)
    return task_view(task)
