"""Replies: request, decide, retry, and the guideline check before them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, command_id
from chassis.http.problem import NotFound
from chassis.http.scopes import needs
from contracts.http.inbox import CheckShown, CheckWritten, ReplyShown, ReplyWritten
from services.inbox.domain.guideline import Situation
from services.inbox.domain.reply import Reply
from services.inbox.http import presenters as shown
from services.inbox.http.dependencies import IfMatch, Running, next_cursor, tag, time_cursor

router = APIRouter(prefix="/v1", tags=["replies"])


def _shown(reply: Reply, response: Response) -> ReplyShown:
    tag(response, reply.version)
    return shown.reply(reply)


@router.post("/conversations/{conversation}/replies", status_code=202, **needs("replies:write"))
async def request_reply(
    conversation: str, body: ReplyWritten, caller: Caller, inbox: Running, request: Request, response: Response
) -> ReplyShown:
    """Reply as the holder of the conversation; it is sent at once, or waits for a second person."""
    id_ = command_id(request, "reply")
    reply, _ = await inbox.replies.request(caller, conversation, body.text, body.epoch, id_)
    return _shown(reply, response)


@router.get("/conversations/{conversation}/replies", **needs("conversations:read"))
async def list_replies(
    conversation: str, caller: Caller, inbox: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[ReplyShown]:
    """The replies with their deliveries, the oldest first."""
    after = time_cursor(cursor)
    if await inbox.unit.conversation(caller.brand, conversation) is None:
        raise NotFound
    replies = await inbox.queries.replies(caller.brand, conversation, after, limit)
    next_ = next_cursor(replies, limit, lambda each: (each.created_at, each.id))
    return Page(items=[shown.reply(each) for each in replies], next=next_)


@router.get("/replies/{reply}", **needs("conversations:read"))
async def show_reply(reply: str, caller: Caller, inbox: Running, response: Response) -> ReplyShown:
    """One reply with its delivery."""
    stored = await inbox.unit.reply(caller.brand, reply)
    if stored is None:
        raise NotFound
    return _shown(stored, response)


@router.post("/replies/{reply}/approve", **needs("replies:approve"))
async def approve(reply: str, caller: Caller, inbox: Running, response: Response, version: IfMatch) -> ReplyShown:
    """Agree as a second person; the reply is sent."""
    return _shown(await inbox.replies.approve(caller, reply, version), response)


@router.post("/replies/{reply}/reject", **needs("replies:approve"))
async def reject(reply: str, caller: Caller, inbox: Running, response: Response, version: IfMatch) -> ReplyShown:
    """Disagree as a second person; the reply is not sent."""
    return _shown(await inbox.replies.reject(caller, reply, version), response)


@router.post("/replies/{reply}/retry", **needs("replies:write"))
async def retry(reply: str, caller: Caller, inbox: Running, response: Response, version: IfMatch) -> ReplyShown:
    """Send a failed reply again, or one whose outcome is unknown and that is not out."""
    return _shown(await inbox.replies.retry(caller, reply, version), response)


@router.post("/replies/{reply}/mark-sent", **needs("replies:write"))
async def mark_sent(reply: str, caller: Caller, inbox: Running, response: Response, version: IfMatch) -> ReplyShown:
    """Say that a reply whose outcome is unknown was seen on the channel."""
    return _shown(await inbox.replies.mark_sent(caller, reply, version), response)


@router.post("/guideline/check", tags=["rules"], **needs("replies:write"))
async def check_text(body: CheckWritten, caller: Caller, inbox: Running) -> CheckShown:
    """Hold a text against the guideline without sending it."""
    described = Situation(body.channel, body.visibility, "respond", 50, body.topics)
    return shown.check(await inbox.replies.check(caller, body.text, body.conversation, described))
