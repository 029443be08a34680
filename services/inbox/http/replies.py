"""Replies: request, decide, retry, and the guideline check before them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, command_id, if_match
from chassis.http.problem import NotFound
from chassis.http.scopes import needs
from contracts.http.inbox import CheckShown, CheckWritten, ReplyShown, ReplyWritten
from services.inbox.domain.guideline import Situation
from services.inbox.domain.reply import Reply
from services.inbox.http import presenters as shown
from services.inbox.http.parts import Service, next_cursor, tag, time_cursor
from services.inbox.persistence.documents import reply_document

router = APIRouter(prefix="/v1", tags=["replies"])

IfMatch = Annotated[int | None, Depends(if_match)]


def _shown(reply: Reply, response: Response) -> ReplyShown:
    tag(response, reply.version)
    return shown.reply({**reply_document(reply), "_id": f"{reply.brand}/{reply.id}"})


@router.post("/conversations/{conversation}/replies", status_code=202, **needs("replies:write"))
async def request_reply(
    conversation: str, body: ReplyWritten, caller: Caller, service: Service, request: Request, response: Response
) -> ReplyShown:
    """Reply as the holder of the conversation; it is sent at once, or waits for a second person."""
    id_ = command_id(request, "reply")
    reply, _ = await service.commands.request_reply(caller, conversation, body.text, body.epoch, id_)
    return _shown(reply, response)


@router.get("/conversations/{conversation}/replies", **needs("conversations:read"))
async def list_replies(
    conversation: str, caller: Caller, service: Service, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[ReplyShown]:
    """The replies with their deliveries, the oldest first."""
    after = time_cursor(cursor)
    if await service.store.conversations.get(caller.brand, conversation, projection={"_id": 1}) is None:
        raise NotFound
    found = await service.queries.replies(caller.brand, conversation, after, limit)
    return Page(items=[shown.reply(each) for each in found], next=next_cursor(found, limit, "created_at"))


@router.get("/replies/{reply}", **needs("conversations:read"))
async def show_reply(reply: str, caller: Caller, service: Service, response: Response) -> ReplyShown:
    """One reply with its delivery."""
    document = await service.store.replies.get(caller.brand, reply)
    if document is None:
        raise NotFound
    tag(response, document["version"])
    return shown.reply(document)


@router.post("/replies/{reply}/approve", **needs("replies:approve"))
async def approve(reply: str, caller: Caller, service: Service, response: Response, version: IfMatch) -> ReplyShown:
    """Agree as a second person; the reply is sent."""
    return _shown(await service.commands.approve(caller, reply, version), response)


@router.post("/replies/{reply}/reject", **needs("replies:approve"))
async def reject(reply: str, caller: Caller, service: Service, response: Response, version: IfMatch) -> ReplyShown:
    """Disagree as a second person; the reply is not sent."""
    return _shown(await service.commands.reject(caller, reply, version), response)


@router.post("/replies/{reply}/retry", **needs("replies:write"))
async def retry(reply: str, caller: Caller, service: Service, response: Response, version: IfMatch) -> ReplyShown:
    """Send a failed reply again, or one whose outcome is unknown and that is not out."""
    return _shown(await service.commands.retry(caller, reply, version), response)


@router.post("/replies/{reply}/mark-sent", **needs("replies:write"))
async def mark_sent(reply: str, caller: Caller, service: Service, response: Response, version: IfMatch) -> ReplyShown:
    """Say that a reply whose outcome is unknown was seen on the channel."""
    return _shown(await service.commands.mark_sent(caller, reply, version), response)


@router.post("/guideline/check", tags=["rules"], **needs("replies:write"))
async def check_text(body: CheckWritten, caller: Caller, service: Service) -> CheckShown:
    """Hold a text against the guideline without sending it."""
    described = Situation(body.channel, body.visibility, "respond", 50, body.topics)
    return shown.check(await service.commands.check(caller, body.text, body.conversation, described))
