"""Conversations, their messages, and what people do to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from chassis.auth import Caller, Principal
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, after, page_within
from chassis.http.problem import Conflict, Forbidden, NotFound, PreconditionFailed
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import inbox as http
from contracts.http.moment import Moment
from contracts.inbox import ConversationStatus, Triage
from services.inbox.application.conversation_commands import Judgement
from services.inbox.application.guidelines import Wording
from services.inbox.application.queries import After, Filters, Sort, sort_value
from services.inbox.domain.conversation import Visibility
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.http import presenters as shown
from services.inbox.http.dependencies import ConversationId, IfMatch, Running, tag

router = APIRouter(prefix="/v1")

# Who holds a conversation, is invited to help with it, or listens to what is public reads without the scope.
LIST = needs_no_scope(refuses=[Forbidden])
READ = needs_no_scope(refuses=[Forbidden, NotFound])
COMMAND = needs("conversations:write", refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG])
PLAIN_WORDS = "something to say"  # any harmless text: beside a conversation stands what the guideline says of any reply


class FilterQuery:
    """The filters of the list, as query parameters."""

    def __init__(
        self,
        status: Annotated[
            ConversationStatus | None,
            Query(description="`open`: the brand's turn; `waiting`: the contact's; `resolved`: over."),
        ] = None,
        triage: Annotated[Triage | None, Query(description="Only those whose triage is this.")] = None,
        channel: Annotated[
            str | None, Query(max_length=32, description="Only those of this platform, such as `x`.")
        ] = None,
        integration: Annotated[
            str | None, Query(max_length=64, description="Only those of this account, by its id.")
        ] = None,
        language: Annotated[
            str | None, Query(max_length=35, description="Only those in it, such as `nl` (ISO 639-1).")
        ] = None,
        holder: Annotated[
            str | None, Query(max_length=64, description="Only those assigned to this employee, by id.")
        ] = None,
        contact: Annotated[
            str | None, Query(max_length=64, description="Only those with this person, under all ids they had.")
        ] = None,
        min_priority: Annotated[int | None, Query(ge=0, le=100, description="Only those at least so urgent.")] = None,
        due_before: Annotated[
            Moment | None, Query(description="Only those of which an SLA clock is breached before this time.")
        ] = None,
        q: Annotated[str | None, Query(max_length=200, description="Words of a message, a name or a handle.")] = None,
        visibility: Annotated[
            Visibility | None,
            Query(description="Only what everybody could read (`public`), or the contact alone (`private`)."),
        ] = None,
    ) -> None:
        """One parameter per filter; those left out narrow nothing."""
        self.filters = Filters(
            status, triage, channel, integration, language, holder, contact, min_priority, due_before, q, visibility
        )


@router.get("/conversations", **LIST)
async def list_conversations(
    caller: Caller,
    inbox: Running,
    query: Annotated[FilterQuery, Depends()],
    sort: Annotated[
        Sort,
        Query(description="`opened`: newest first; `due`: first due first, those due alone; `priority`: most urgent."),
    ] = "opened",
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.Conversation]:
    """Conversations: newest first, or by when they are due, or by priority.

    Who may not read conversations sees the public ones that the guideline lets listeners read, with the ability to
    listen.
    """
    filters = await inbox.access.listed(caller, query.filters)
    position: After = after(cursor, int) if sort == "priority" else after(cursor, datetime)
    records = await inbox.queries.conversations(caller.brand, filters, sort, position, limit + 1)

    def place(record: ConversationRecord) -> tuple[datetime | int, str]:
        return sort_value(record.conversation, sort), record.conversation.id

    return page_within(records, limit, shown.conversation, place)


@router.get("/conversations/{conversation}", **needs_no_scope(refuses=[Forbidden, NotFound], headers=[ETAG]))
async def get_conversation(
    conversation: ConversationId, caller: Caller, inbox: Running, response: Response
) -> http.ConversationDetail:
    """One conversation with its clocks, the incidents that are on, and the guideline beside it.

    Who may not read conversations reads it while they hold it or are invited to help with it; and a public one where
    the guideline lets listeners read it, with the ability to listen.
    """
    await inbox.access.check_public(caller, conversation)
    record = await inbox.unit.conversation(caller.brand, conversation)
    if record is None:
        raise NotFound
    return await _detail(inbox, caller, record, response)


async def _detail(
    inbox: Running, caller: Principal, record: ConversationRecord, response: Response
) -> http.ConversationDetail:
    incidents = await inbox.guidelines.incidents(caller.brand)
    situation = await inbox.guidelines.situation(record.conversation)
    beside = await inbox.guidelines.preview(caller.brand, caller.subject, Wording(PLAIN_WORDS), situation)
    detail = shown.conversation_detail(record, incidents, beside)
    tag(response, record.conversation.version, detail)
    return detail


@router.get("/conversations/{conversation}/messages", **READ)
async def list_conversation_messages(
    conversation: ConversationId, caller: Caller, inbox: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Message]:
    """The messages, the oldest first; also for who holds it, is invited to help, or listens to what is public."""
    await inbox.access.check_public(caller, conversation)
    position = after(cursor, int)
    if await inbox.unit.conversation(caller.brand, conversation) is None:
        raise NotFound
    messages = await inbox.queries.messages(caller.brand, conversation, position, limit + 1)
    return page_within(messages, limit, shown.message, lambda each: (each.place, each.id))


@router.post("/conversations/{conversation}/triage", **COMMAND)
async def override_conversation_triage(
    conversation: ConversationId,
    body: http.TriageUpdate,
    caller: Caller,
    inbox: Running,
    response: Response,
    version: IfMatch,
) -> http.ConversationDetail:
    """Judge otherwise than the rules; the reason is kept and reported."""
    judgement = Judgement(body.decision, body.priority, body.reason)
    record = await inbox.conversations.triage(caller, conversation, judgement, version)
    return await _detail(inbox, caller, record, response)


@router.post("/conversations/{conversation}/resolve", **COMMAND)
async def resolve_conversation(
    conversation: ConversationId, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.ConversationDetail:
    """Say that nothing is left to answer."""
    record = await inbox.conversations.resolve(caller, conversation, version)
    return await _detail(inbox, caller, record, response)


@router.post("/conversations/{conversation}/reopen", **COMMAND)
async def reopen_conversation(
    conversation: ConversationId, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.ConversationDetail:
    """Open a resolved conversation again."""
    record = await inbox.conversations.reopen(caller, conversation, version)
    return await _detail(inbox, caller, record, response)
