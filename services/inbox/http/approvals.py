"""The approval inbox: listed, counted, claimed, and decided in bulk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.auth import Caller, Principal
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, page_of_whole
from chassis.http.problem import Conflict, NotFound, Problem
from chassis.http.scopes import needs
from contracts.http import inbox as http
from services.inbox.application.approvals import ApprovalFilters, OpenApproval
from services.inbox.domain.reply import Reply
from services.inbox.http import presenters as shown
from services.inbox.http.dependencies import ReplyId, Running, tag
from services.inbox.http.errors import REFUSALS

router = APIRouter(prefix="/v1")


@router.get("/approvals", **needs("replies:approve"))
async def list_waiting_approvals(
    caller: Caller,
    inbox: Running,
    mine: Annotated[bool, Query(description="Only what the caller could decide now.")] = False,
    author: Annotated[
        str | None, Query(max_length=128, description="Only replies that this person wrote, by id.")
    ] = None,
    claimed_by: Annotated[
        str | None, Query(max_length=128, description="Only what this person has claimed for deciding, by id.")
    ] = None,
    stage: Annotated[int | None, Query(ge=0, le=4, description="Only where this stage is open, from 0.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.WaitingApproval]:
    """Replies that wait for approval, the one that has waited longest first; of more than 1,000 those."""
    waiting = await inbox.approvals.waiting(caller, ApprovalFilters(mine, author, claimed_by, stage))
    return page_of_whole([_waiting(each) for each in waiting], limit, cursor)


@router.get("/approvals/count", **needs("replies:approve"))
async def count_waiting_approvals(caller: Caller, inbox: Running) -> http.ApprovalCount:
    """How many replies wait, and how many of them for the caller."""
    waiting = await inbox.approvals.waiting(caller, ApprovalFilters())
    return http.ApprovalCount(waiting=len(waiting), mine=sum(each.may_decide for each in waiting))


@router.post("/approvals/{reply}/claim", **needs("replies:approve", refuses=[NotFound, Conflict], headers=[ETAG]))
async def claim_approval(reply: ReplyId, caller: Caller, inbox: Running, response: Response) -> http.Reply:
    """Keep others from deciding for ten minutes; claiming again begins them anew."""
    return _reply(await inbox.approvals.claim(caller, reply), response)


@router.post("/approvals/{reply}/release", **needs("replies:approve", refuses=[NotFound, Conflict], headers=[ETAG]))
async def release_approval(reply: ReplyId, caller: Caller, inbox: Running, response: Response) -> http.Reply:
    """Let others decide again; who has not claimed it changes nothing."""
    return _reply(await inbox.approvals.release(caller, reply), response)


@router.post("/approvals/decisions", **needs("replies:approve"))
async def decide_approvals(
    body: http.ApprovalDecisionsCreate, caller: Caller, inbox: Running
) -> http.ApprovalDecisionResults:
    """Decide on up to 100 replies, each by itself: what is refused keeps none of the others from counting."""
    return http.ApprovalDecisionResults(items=tuple([await _decided(inbox, caller, each) for each in body.items]))


async def _decided(inbox: Running, caller: Principal, item: http.ApprovalDecisionItem) -> http.ApprovalDecisionResult:
    decide = inbox.approvals.approve if item.decision == "approve" else inbox.approvals.reject
    try:
        reply = await decide(caller, item.reply, item.version, item.note)
    except tuple(REFUSALS) as error:
        problem: Problem = REFUSALS[type(error)](error)
        return http.ApprovalDecisionResult(
            reply=item.reply, status=problem.status, code=problem.code, detail=problem.detail
        )
    return http.ApprovalDecisionResult(reply=item.reply, status=200, result=shown.reply(reply))


def _waiting(value: OpenApproval) -> http.WaitingApproval:
    before = None
    if value.before is not None:
        changes = tuple(http.TextSpan.model_validate(each, from_attributes=True) for each in value.changes)
        before = http.AskedBefore(reply=shown.reply(value.before), changes=changes)
    return http.WaitingApproval(reply=shown.reply(value.reply), may_decide=value.may_decide, asked_before=before)


def _reply(reply: Reply, response: Response) -> http.Reply:
    tag(response, reply.version)
    return shown.reply(reply)
