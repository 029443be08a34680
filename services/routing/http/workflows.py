"""Workflows: the rules in force, their older versions, and a new version."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import Cursor, Page, PageCursor, PageLimit, etag, if_match, page_within
from chassis.http.problem import FieldError, Invalid, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import routing as http
from services.routing.http.dependencies import SIGN_OF_LIFE, Running
from services.routing.http.presenters import workflow_of, workflow_view

router = APIRouter(prefix="/v1/workflows", dependencies=SIGN_OF_LIFE)

READ, WRITE = "tasks:read", "rules:write"


@router.get("", **needs(READ, WRITE))
async def list_workflows(
    caller: Caller, routing: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Workflow]:
    """All versions, the one in force first."""
    before = None if cursor is None else int(Cursor.decode(cursor, (int,))[0])
    workflows = await routing.stores.rules.workflow_versions(caller.brand, before, limit + 1)
    return page_within(workflows, limit, workflow_view, lambda each: [each.version])


@router.get("/current", **needs(READ, WRITE, headers=[ETAG]))
async def get_current_workflow(caller: Caller, routing: Running, response: Response) -> http.Workflow:
    """The rules in force."""
    workflow = await routing.stores.rules.workflow(caller.brand)
    response.headers["ETag"] = etag(workflow.version)
    return workflow_view(workflow)


@router.get("/{version}", **needs(READ, WRITE, refuses=[NotFound]))
async def get_workflow(
    version: Annotated[int, Path(ge=1, le=10**8, description="The version, as decisions name it.")],
    caller: Caller,
    routing: Running,
) -> http.Workflow:
    """An older version, for a decision that was made under it."""
    try:
        return workflow_view(await routing.stores.rules.workflow(caller.brand, version))
    except LookupError:
        raise NotFound from None


@router.put("", **needs(WRITE, refuses=[PreconditionFailed], headers=[ETAG]))
async def put_workflow(
    written: http.WorkflowUpdate,
    caller: Caller,
    routing: Running,
    response: Response,
    expected: Annotated[int | None, Depends(if_match)],
) -> http.Workflow:
    """Put new rules in force as the next version; waiting tasks are placed anew under them."""
    present = await routing.stores.rules.workflow(caller.brand)
    if expected is not None and expected != present.version:
        raise PreconditionFailed(etag(present.version))
    queues = await routing.stores.rules.queues(caller.brand)
    unknown = [
        FieldError(f"/rules/{n}/queue", "there is no such queue", "unknown_queue")
        for n, rule in enumerate(written.rules)
        if rule.queue not in queues
    ]
    if unknown:
        raise Invalid(unknown)
    try:
        workflow = workflow_of(present.version + 1, written)
    except ValueError as wrong:
        raise Invalid([FieldError(f"/rules/{len(written.rules) - 1}/when", str(wrong), "last_rule")]) from None
    await routing.rule_commands.put_workflow(caller.brand, workflow, caller.subject)
    response.headers["ETag"] = etag(workflow.version)
    return workflow_view(workflow)
