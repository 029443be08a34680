"""Conversations, their messages, and what people do to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from chassis.auth import Caller, Principal
from chassis.http.paging import Cursor, Page, PageCursor, PageLimit, if_match
from chassis.http.problem import NotFound
from chassis.http.scopes import needs
from contracts.http.inbox import ContactShown, ConversationDetail, ConversationShown, MessageShown, TriageWritten
from contracts.http.moment import Moment
from contracts.inbox import ConversationStatus, Triage
from services.inbox.application.commands import Judgement
from services.inbox.application.queries import SORTS, Filters, Sort
from services.inbox.http import presenters as shown
from services.inbox.http.parts import Parts, Service, next_cursor, tag
from services.inbox.persistence.documents import Document, id_of, line_document, line_of

router = APIRouter(prefix="/v1", tags=["conversations"])

IfMatch = Annotated[int | None, Depends(if_match)]
READ, WRITE = needs("conversations:read"), needs("conversations:write")
PLAIN_WORDS = "something to say"  # any harmless text: beside a conversation stands what the guideline says of any reply


class FilterQuery:
    """The filters of the list, as query parameters."""

    def __init__(
        self,
        status: ConversationStatus | None = None,
        triage: Triage | None = None,
        channel: Annotated[str | None, Query(max_length=32)] = None,
        integration: Annotated[str | None, Query(max_length=64)] = None,
        language: Annotated[str | None, Query(max_length=35)] = None,
        holder: Annotated[str | None, Query(max_length=64)] = None,
        contact: Annotated[str | None, Query(max_length=64)] = None,
        min_priority: Annotated[int | None, Query(ge=0, le=100)] = None,
        due_before: Moment | None = None,
        q: Annotated[str | None, Query(max_length=200, description="Words of a message, a name or a handle.")] = None,
    ) -> None:
        """One parameter per filter; those left out narrow nothing."""
        self.filters = Filters(
            status, triage, channel, integration, language, holder, contact, min_priority, due_before, q
        )


@router.get("/conversations", **READ)
async def list_conversations(
    caller: Caller,
    service: Service,
    query: Annotated[FilterQuery, Depends()],
    sort: Sort = "opened",
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[ConversationShown]:
    """Conversations: newest first, or by when they are due, or by priority."""
    field = SORTS[sort][0]
    after = _after(cursor, sort)
    found = await service.queries.conversations(caller.brand, query.filters, sort, after, limit)
    return Page(items=[shown.conversation(each) for each in found], next=next_cursor(found, limit, field))


def _after(cursor: str | None, sort: Sort) -> tuple[Any, str] | None:
    if cursor is None:
        return None
    value, id_ = Cursor.decode(cursor, (int if sort == "priority" else datetime, str))
    return value, id_


@router.get("/conversations/{conversation}", **READ)
async def show_conversation(
    conversation: str, caller: Caller, service: Service, response: Response
) -> ConversationDetail:
    """One conversation with its clocks, the incidents that are on, and the guideline beside it."""
    document = await service.store.conversations.get(caller.brand, conversation)
    if document is None:
        raise NotFound
    tag(response, document["version"])
    return await _detail(service, caller, document)


async def _detail(service: Parts, caller: Principal, document: Document) -> ConversationDetail:
    incidents = await service.guidelines.incidents(caller.brand)
    situation = await service.guidelines.situation(line_of(document).conversation)
    beside = await service.guidelines.preview(caller.brand, caller.subject, PLAIN_WORDS, situation)
    return shown.conversation_detail(document, incidents, beside)


@router.get("/conversations/{conversation}/messages", **READ)
async def list_messages(
    conversation: str, caller: Caller, service: Service, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[MessageShown]:
    """The messages, the oldest first."""
    after = None if cursor is None else Cursor.decode(cursor, (int, str))
    if await service.store.conversations.get(caller.brand, conversation, projection={"_id": 1}) is None:
        raise NotFound
    found = await service.queries.messages(caller.brand, conversation, (after[0], after[1]) if after else None, limit)
    return Page(items=[shown.message(each) for each in found], next=next_cursor(found, limit, "place"))


@router.post("/conversations/{conversation}/triage", **WRITE)
async def override_triage(
    conversation: str, body: TriageWritten, caller: Caller, service: Service, response: Response, version: IfMatch
) -> ConversationDetail:
    """Judge otherwise than the rules; the reason is kept and reported."""
    said = Judgement(body.decision, body.priority, body.reason)
    line = await service.commands.triage(caller, conversation, said, version)
    tag(response, line.conversation.version)
    return await _detail(service, caller, _written(caller, line_document(line), conversation))


@router.post("/conversations/{conversation}/resolve", **WRITE)
async def resolve(
    conversation: str, caller: Caller, service: Service, response: Response, version: IfMatch
) -> ConversationDetail:
    """Say that nothing is left to answer."""
    line = await service.commands.resolve(caller, conversation, version)
    tag(response, line.conversation.version)
    return await _detail(service, caller, _written(caller, line_document(line), conversation))


@router.post("/conversations/{conversation}/reopen", **WRITE)
async def reopen(
    conversation: str, caller: Caller, service: Service, response: Response, version: IfMatch
) -> ConversationDetail:
    """Open a resolved conversation again."""
    line = await service.commands.reopen(caller, conversation, version)
    tag(response, line.conversation.version)
    return await _detail(service, caller, _written(caller, line_document(line), conversation))


def _written(caller: Principal, document: Document, conversation: str) -> Document:
    return {**document, "_id": f"{caller.brand}/{conversation}", "brand": caller.brand}


@router.get("/contacts/{contact}", **READ)
async def show_contact(contact: str, caller: Caller, service: Service) -> ContactShown:
    """The person outside, with their newest conversations."""
    found = await service.queries.contact(caller.brand, contact)
    if found is None:
        raise NotFound
    document, conversations = found
    return ContactShown.model_validate({**document, "id": id_of(document), "conversations": conversations})
