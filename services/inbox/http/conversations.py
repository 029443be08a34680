"""Conversations, their messages, and what people do to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from chassis.auth import Caller, Principal
from chassis.http.paging import Cursor, Page, PageCursor, PageLimit
from chassis.http.problem import NotFound
from chassis.http.scopes import needs
from contracts.http.inbox import ContactShown, ConversationDetail, ConversationShown, MessageShown, TriageWritten
from contracts.http.moment import Moment
from contracts.inbox import ConversationStatus, Triage
from services.inbox.application.conversation_commands import Judgement
from services.inbox.application.queries import After, Filters, Sort, sort_value
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.http import presenters as shown
from services.inbox.http.dependencies import IfMatch, Running, next_cursor, tag

router = APIRouter(prefix="/v1", tags=["conversations"])

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
    inbox: Running,
    query: Annotated[FilterQuery, Depends()],
    sort: Sort = "opened",
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[ConversationShown]:
    """Conversations: newest first, or by when they are due, or by priority."""
    records = await inbox.queries.conversations(caller.brand, query.filters, sort, _after(cursor, sort), limit)

    def place(record: ConversationRecord) -> tuple[datetime | int, str]:
        return sort_value(record.conversation, sort), record.conversation.id

    return Page(items=[shown.conversation(each) for each in records], next=next_cursor(records, limit, place))


def _after(cursor: str | None, sort: Sort) -> After:
    if cursor is None:
        return None
    value, id_ = Cursor.decode(cursor, (int if sort == "priority" else datetime, str))
    return value, id_


@router.get("/conversations/{conversation}", **READ)
async def show_conversation(
    conversation: str, caller: Caller, inbox: Running, response: Response
) -> ConversationDetail:
    """One conversation with its clocks, the incidents that are on, and the guideline beside it."""
    record = await inbox.unit.conversation(caller.brand, conversation)
    if record is None:
        raise NotFound
    return await _detail(inbox, caller, record, response)


async def _detail(
    inbox: Running, caller: Principal, record: ConversationRecord, response: Response
) -> ConversationDetail:
    tag(response, record.conversation.version)
    incidents = await inbox.guidelines.incidents(caller.brand)
    situation = await inbox.guidelines.situation(record.conversation)
    beside = await inbox.guidelines.preview(caller.brand, caller.subject, PLAIN_WORDS, situation)
    return shown.conversation_detail(record, incidents, beside)


@router.get("/conversations/{conversation}/messages", **READ)
async def list_messages(
    conversation: str, caller: Caller, inbox: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[MessageShown]:
    """The messages, the oldest first."""
    after: After = None
    if cursor is not None:
        place, id_ = Cursor.decode(cursor, (int, str))
        after = (place, id_)
    if await inbox.unit.conversation(caller.brand, conversation) is None:
        raise NotFound
    messages = await inbox.queries.messages(caller.brand, conversation, after, limit)
    next_ = next_cursor(messages, limit, lambda each: (each.place, each.id))
    return Page(items=[shown.message(each) for each in messages], next=next_)


@router.post("/conversations/{conversation}/triage", **WRITE)
async def override_triage(
    conversation: str, body: TriageWritten, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> ConversationDetail:
    """Judge otherwise than the rules; the reason is kept and reported."""
    judgement = Judgement(body.decision, body.priority, body.reason)
    record = await inbox.conversations.triage(caller, conversation, judgement, version)
    return await _detail(inbox, caller, record, response)


@router.post("/conversations/{conversation}/resolve", **WRITE)
async def resolve(
    conversation: str, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> ConversationDetail:
    """Say that nothing is left to answer."""
    record = await inbox.conversations.resolve(caller, conversation, version)
    return await _detail(inbox, caller, record, response)


@router.post("/conversations/{conversation}/reopen", **WRITE)
async def reopen(
    conversation: str, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> ConversationDetail:
    """Open a resolved conversation again."""
    record = await inbox.conversations.reopen(caller, conversation, version)
    return await _detail(inbox, caller, record, response)


@router.get("/contacts/{contact}", **READ)
async def show_contact(contact: str, caller: Caller, inbox: Running) -> ContactShown:
    """The person outside, with their newest conversations."""
    stored = await inbox.queries.contact(caller.brand, contact)
    if stored is None:
        raise NotFound
    return shown.contact(*stored)
