"""Cards: written by anybody who answers, published and retired by who writes rules, found from a conversation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, after, command_id, page_within
from chassis.http.problem import Conflict, Forbidden, NotFound, PreconditionFailed
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import inbox as http
from services.inbox.application.card_store import CardFigures, CardFilters, CardFound
from services.inbox.domain.card import Card, CardText
from services.inbox.http.dependencies import ConversationId, IfMatch, Running, tag

router = APIRouter(prefix="/v1")

CardId = Annotated[str, Path(description="The card's `id`, from the list or from a conversation.")]
CHANGES = [NotFound, Conflict, PreconditionFailed]


@router.post("/cards", status_code=201, **needs("replies:write", "rules:write", headers=[ETAG]))
async def create_card(
    body: http.CardCreate, caller: Caller, inbox: Running, request: Request, response: Response
) -> http.Card:
    """Propose a card; somebody else publishes it."""
    return _shown(await inbox.cards.propose(caller, command_id(request, "card"), _content(body)), response)


@router.get("/cards", **needs("replies:write", "rules:write"))
async def list_cards(
    caller: Caller,
    inbox: Running,
    state: Annotated[http.CardState | None, Query(description="Only cards of this state.")] = None,
    topic: Annotated[str | None, Query(max_length=64, description="Only cards about this topic.")] = None,
    language: Annotated[str | None, Query(max_length=35, description="Only cards written in this language.")] = None,
    author: Annotated[str | None, Query(max_length=128, description="Only what this person wrote, by id.")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Only cards that have all of these words.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.Card]:
    """Cards with their figures, the newest first."""
    filters = CardFilters(state, topic, language, author, q)
    cards = await inbox.cards.page(caller.brand, filters, after(cursor, datetime), limit + 1)
    return page_within(cards, limit, card_view, lambda each: (each.card.made_at, each.card.id))


@router.get("/cards/{card}", **needs("replies:write", "rules:write", refuses=[NotFound], headers=[ETAG]))
async def get_card(card: CardId, caller: Caller, inbox: Running, response: Response) -> http.Card:
    """One card with its figures."""
    found = await inbox.cards.get(caller.brand, card)
    tag(response, found.card.version)
    return card_view(found)


@router.put("/cards/{card}", **needs("replies:write", "rules:write", refuses=CHANGES, headers=[ETAG]))
async def put_card(
    card: CardId, body: http.CardUpdate, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.Card:
    """Write other words in its place; they are reviewed anew."""
    return _shown(await inbox.cards.revise(caller, card, _content(body), version), response)


@router.post("/cards/{card}/publish", **needs("rules:write", refuses=CHANGES, headers=[ETAG]))
async def publish_card(card: CardId, caller: Caller, inbox: Running, response: Response, version: IfMatch) -> http.Card:
    """Have a card found from conversations; nobody publishes their own words."""
    return _shown(await inbox.cards.publish(caller, card, version), response)


@router.post("/cards/{card}/retire", **needs("rules:write", refuses=CHANGES, headers=[ETAG]))
async def retire_card(
    card: CardId,
    body: http.CardRetirementCreate,
    caller: Caller,
    inbox: Running,
    response: Response,
    version: IfMatch,
) -> http.Card:
    """Show a card no more; other words in its place propose it anew."""
    return _shown(await inbox.cards.retire(caller, card, body.reason, version), response)


@router.post("/cards/{card}/votes", **needs("replies:write", refuses=[NotFound], headers=[ETAG]))
async def vote_on_card(
    card: CardId, body: http.CardVoteCreate, caller: Caller, inbox: Running, response: Response
) -> http.Card:
    """Say whether a card helped; said again, the last word counts."""
    await inbox.cards.vote(caller, card, helpful=body.helpful)
    return await get_card(card, caller, inbox, response)


@router.get("/conversations/{conversation}/cards", **needs_no_scope(refuses=[Forbidden, NotFound]))
async def list_fitting_cards(
    conversation: ConversationId,
    caller: Caller,
    inbox: Running,
    limit: Annotated[int, Query(ge=1, le=20, description="How many at most.")] = 5,
) -> http.FittingCards:
    """The published cards that fit what the contact wrote last, the best first.

    Also for who holds the conversation or is invited to help.
    """
    await inbox.access.check(caller, conversation)
    found = await inbox.cards.fitting(caller.brand, conversation, limit)
    return http.FittingCards(items=tuple(http.FittingCard(card=card_view(each), fit=each.fit) for each in found))


def _content(body: http.CardUpdate) -> CardText:
    return CardText(body.title, body.text, body.topics, body.channels, body.language)


def _shown(card: Card, response: Response) -> http.Card:
    """A card that was just written; its figures stand with those that are read."""
    tag(response, card.version)
    return card_view(CardFound(card, 0, CardFigures()))


def card_view(found: CardFound) -> http.Card:
    """A card with its figures."""
    card, content, figures = found.card, found.card.content, found.figures
    return http.Card(
        id=card.id,
        title=content.title,
        text=content.text,
        topics=content.topics,
        channels=content.channels,
        language=content.language,
        state=card.state,
        author=card.author,
        made_at=card.made_at,
        reviewer=card.reviewer,
        reviewed_at=card.reviewed_at,
        reason=card.reason,
        uses=figures.uses,
        sent=figures.sent,
        rejected=figures.rejected,
        helpful=figures.helpful,
        unhelpful=figures.unhelpful,
        version=card.version,
    )
