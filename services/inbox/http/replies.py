"""Replies: request, decide, retry."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, after, command_id, page_within
from chassis.http.problem import Conflict, Forbidden, NotFound, PreconditionFailed
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import inbox as http
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.domain.reply import Reply
from services.inbox.http import presenters as shown
from services.inbox.http.dependencies import ConversationId, IfMatch, ReplyId, Running, tag
from services.inbox.http.errors import GuidelineRefused

router = APIRouter(prefix="/v1")

NO_NOTE = http.ApprovalNoteCreate()


def _shown(reply: Reply, response: Response) -> http.Reply:
    tag(response, reply.version)
    return shown.reply(reply)


@router.post(
    "/conversations/{conversation}/replies",
    status_code=202,
    **needs("replies:write", refuses=[NotFound, Conflict, GuidelineRefused], headers=[ETAG]),
)
async def create_reply(
    conversation: ConversationId,
    body: http.ReplyCreate,
    caller: Caller,
    inbox: Running,
    request: Request,
    response: Response,
) -> http.Reply:
    """Reply as the holder of the conversation; it is sent at once, or waits for a second person."""
    draft = ReplyDraft(body.text, body.copy_to, body.voice, body.supersedes, body.card)
    reply, _ = await inbox.replies.request(caller, conversation, draft, body.epoch, command_id(request, "reply"))
    return _shown(reply, response)


@router.get("/conversations/{conversation}/replies", **needs_no_scope(refuses=[Forbidden, NotFound]))
async def list_conversation_replies(
    conversation: ConversationId, caller: Caller, inbox: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Reply]:
    """The replies with their deliveries, the oldest first; also for who holds it or is invited to help."""
    await inbox.access.check(caller, conversation)
    position = after(cursor, datetime)
    if await inbox.unit.conversation(caller.brand, conversation) is None:
        raise NotFound
    replies = await inbox.queries.replies(caller.brand, conversation, position, limit + 1)
    return page_within(replies, limit, shown.reply, lambda each: (each.created_at, each.id))


@router.get("/replies/{reply}", **needs_no_scope(refuses=[Forbidden, NotFound], headers=[ETAG]))
async def get_reply(reply: ReplyId, caller: Caller, inbox: Running, response: Response) -> http.Reply:
    """One reply with its delivery; also for who holds its conversation or is invited to help."""
    stored = await inbox.unit.reply(caller.brand, reply)
    await inbox.access.check(caller, stored.conversation if stored is not None else "")
    if stored is None:
        raise NotFound
    return _shown(stored, response)


@router.post(
    "/replies/{reply}/approve",
    **needs("replies:approve", refuses=[NotFound, Conflict, PreconditionFailed, GuidelineRefused], headers=[ETAG]),
)
async def approve_reply(
    reply: ReplyId,
    caller: Caller,
    inbox: Running,
    response: Response,
    version: IfMatch,
    body: http.ApprovalNoteCreate = NO_NOTE,
) -> http.Reply:
    """Agree; the reply is sent when everybody has agreed who is asked."""
    return _shown(await inbox.approvals.approve(caller, reply, version, body.note), response)


@router.post(
    "/replies/{reply}/reject",
    **needs("replies:approve", refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG]),
)
async def reject_reply(
    reply: ReplyId,
    caller: Caller,
    inbox: Running,
    response: Response,
    version: IfMatch,
    body: http.ApprovalNoteCreate = NO_NOTE,
) -> http.Reply:
    """Disagree; the reply is not sent."""
    return _shown(await inbox.approvals.reject(caller, reply, version, body.note), response)


@router.post(
    "/replies/{reply}/withdraw",
    **needs("replies:write", refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG]),
)
async def withdraw_reply(
    reply: ReplyId, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.Reply:
    """Take back one's own reply while it waits for approval."""
    return _shown(await inbox.replies.withdraw(caller, reply, version), response)


@router.post(
    "/replies/{reply}/retry",
    **needs("replies:write", refuses=[NotFound, Conflict, PreconditionFailed, GuidelineRefused], headers=[ETAG]),
)
async def retry_reply(
    reply: ReplyId, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.Reply:
    """Send a failed reply again, or one whose outcome is unknown and that is not out."""
    return _shown(await inbox.replies.retry(caller, reply, version), response)


@router.post(
    "/replies/{reply}/mark-sent",
    **needs("replies:write", refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG]),
)
async def mark_reply_sent(
    reply: ReplyId, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.Reply:
    """Say that a reply whose outcome is unknown was seen on the channel."""
    return _shown(await inbox.replies.mark_sent(caller, reply, version), response)
