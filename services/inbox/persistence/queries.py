"""Pages of lists by index, and the search, on MongoDB."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal, get_args

from chassis.mongo import BrandCollection, Mongo, behind
from services.inbox.application.queries import After, Filters, Sort
from services.inbox.application.records import AuditEntry
from services.inbox.domain.contact import Contact
from services.inbox.domain.conversation import Status
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.guideline import Listening
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply
from services.inbox.domain.unreadable import UnreadablePayload
from services.inbox.domain.words import search_words, whole_search_words
from services.inbox.persistence.conversations import record_of
from services.inbox.persistence.ids import Document, id_of
from services.inbox.persistence.ledger import audit_entry_of
from services.inbox.persistence.messages import message_of
from services.inbox.persistence.payloads import payload_of
from services.inbox.persistence.people import MongoPeople
from services.inbox.persistence.replies import reply_of

SEARCH_LIMIT = 1_000  # messages a search finds: the newest ones, and as many contacts
LOOKED_THROUGH = 50_000  # of those that have the rarest of several words, the newest are looked at for the others
RARE = 10_000  # a word is counted up to here to find the rarest
COUNTED = 4  # words of a search: a long one must not cost more
CONTACT_CONVERSATIONS = 50  # shown beside a contact, the newest

STATUSES = list(get_args(Status))

Direction = Literal[1, -1]
_SORTS: dict[Sort, tuple[str, Direction]] = {
    "opened": ("opened_at", -1),
    "due": ("due_at", 1),
    "priority": ("priority", -1),
}
_EQUAL = ("status", "triage", "channel", "integration", "language", "holder", "visibility")


class MongoQueries:
    """See Queries."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._conversations = mongo.brand_collection("conversations")
        self._messages = mongo.brand_collection("messages")
        self._contacts = mongo.brand_collection("contacts")
        self._replies = mongo.brand_collection("replies")
        self._unreadable = mongo.brand_collection("unreadable")
        self._audit = mongo.brand_collection("audit")
        self._people = MongoPeople(mongo)

    async def conversations(
        self, brand: str, filters: Filters, sort: Sort, after: After, limit: int
    ) -> Sequence[ConversationRecord]:
        """See Queries."""
        field, direction = _SORTS[sort]
        conditions: list[Document] = [_conditions(filters)]
        if filters.heard_by is not None:
            conditions.append(_heard(filters.heard_by))
        if filters.contact is not None:
            conditions.append({"contact": {"$in": await self._people.ids_of_person(brand, filters.contact)}})
        if sort == "due":
            conditions.append({"due_at": {"$type": "date"}})
        if sort == "priority" and filters.status is None:
            conditions.append({"status": {"$in": STATUSES}})  # so that the index by status has the order
        if filters.q is not None:
            matching = await self._search(brand, filters.q)
            if matching is None:
                return []
            conditions.append(matching)
        if after is not None:
            conditions.append(behind(brand, (field, direction), 1, after))
        query: Document = {"$and": [each for each in conditions if each]} if any(conditions) else {}
        documents = await self._conversations.find(brand, query, sort=[(field, direction), ("_id", 1)], limit=limit)
        return [record_of(document) for document in documents]

    async def _search(self, brand: str, text: str) -> Document | None:
        """Conversations whose messages hold all the words, or whose contact's name or handle does."""
        forms = [words for words in (search_words(text), whole_search_words(text)) if words]
        if not forms:
            return None
        ids, people = set[str](), set[str]()
        for words in dict.fromkeys(map(tuple, forms)):
            for each in await _having(self._messages, brand, words, {"sent_at": -1}, "conversation"):
                ids.add(f"{brand}/{each['conversation']}")
            people |= {id_of(each) for each in await _having(self._contacts, brand, words, {}, "_id")}
        return {"$or": [{"_id": {"$in": sorted(ids)}}, {"contact": {"$in": sorted(people)}}]}

    async def messages(self, brand: str, conversation: str, after: After, limit: int) -> Sequence[Message]:
        """See Queries."""
        query = {"conversation": conversation}
        return [
            message_of(each) for each in await page_of_list(self._messages, brand, query, ("place", 1), after, limit)
        ]

    async def replies(self, brand: str, conversation: str, after: After, limit: int) -> Sequence[Reply]:
        """See Queries."""
        query = {"conversation": conversation}
        return [
            reply_of(each) for each in await page_of_list(self._replies, brand, query, ("created_at", 1), after, limit)
        ]

    async def awaiting_approval(self, brand: str, limit: int) -> Sequence[Reply]:
        """See Queries."""
        waiting: Document = {"state": "awaiting_approval"}
        return [
            reply_of(each) for each in await page_of_list(self._replies, brand, waiting, ("created_at", 1), None, limit)
        ]

    async def newest_replies(self, brand: str, limit: int) -> Sequence[Reply]:
        """See Queries."""
        return [
            reply_of(each) for each in await page_of_list(self._replies, brand, {}, ("created_at", -1), None, limit)
        ]

    async def unreadable(self, brand: str, after: After, limit: int) -> Sequence[UnreadablePayload]:
        """See Queries."""
        sort: tuple[str, Direction] = ("received_at", -1)
        documents = await page_of_list(self._unreadable, brand, {}, sort, after, limit, projection={"payload": 0})
        return [payload_of(document) for document in documents]

    async def audit(self, brand: str, after: After, limit: int) -> Sequence[AuditEntry]:
        """See Queries."""
        return [audit_entry_of(each) for each in await page_of_list(self._audit, brand, {}, ("at", -1), after, limit)]

    async def contact(self, brand: str, id_: str) -> tuple[Contact, Sequence[str]] | None:
        """See Queries."""
        contact = await self._people.contact(brand, id_)
        if contact is None:
            return None
        conversations = await self._conversations.find(
            brand,
            {"contact": {"$in": await self._people.ids_of(contact)}},
            sort=[("opened_at", -1)],
            limit=CONTACT_CONVERSATIONS,
            projection={"_id": 1},
        )
        return contact, [id_of(each) for each in conversations]


async def _having(
    collection: BrandCollection, brand: str, words: Sequence[str], order: Document, field: str
) -> list[Document]:
    """A field of those that have all the words: those with the rarest, first in `order`, are looked through."""
    if len(words) == 1:
        having = {"words": words[0]}
        return await collection.find(brand, having, sort=list(order.items()), limit=SEARCH_LIMIT, projection={field: 1})
    stages: list[Document] = [{"$match": {"words": await _rarest(collection, brand, words)}}]
    if order:
        stages.append({"$sort": order})
    stages += [{"$limit": LOOKED_THROUGH}, {"$match": {"words": {"$all": list(words)}}}]
    return await collection.aggregate(brand, [*stages, {"$limit": SEARCH_LIMIT}, {"$project": {field: 1}}])


async def _rarest(collection: BrandCollection, brand: str, words: Sequence[str]) -> str:
    """Of the longest words the one that fewest have; the longer one where very many have both."""
    longest = sorted(words, key=len, reverse=True)[:COUNTED]
    counts = await asyncio.gather(*(collection.count(brand, {"words": each}, limit=RARE) for each in longest))
    return longest[counts.index(min(counts))]


def _conditions(filters: Filters) -> Document:
    """The conditions, without the search."""
    query: Document = {name: value for name in _EQUAL if (value := getattr(filters, name)) is not None}
    if filters.min_priority is not None:
        query["priority"] = {"$gte": filters.min_priority}
    if filters.due_before is not None:
        query["due_at"] = {"$lt": filters.due_before}
    return query


def _heard(listening: Listening) -> Document:
    """What a listener is let read."""
    heard: Document = {"all_public": True}
    if listening.channels:
        heard["channel"] = {"$in": list(listening.channels)}
    return heard


async def page_of_list(
    collection: BrandCollection,
    brand: str,
    query: Document,
    sort: tuple[str, Direction],
    after: After,
    limit: int,
    projection: Document | None = None,
) -> list[Document]:
    """A page of a list that is sorted by a field, then by id."""
    following = behind(brand, sort, 1, after) if after is not None else {}
    return await collection.find(
        brand, {**query, **following}, sort=[sort, ("_id", 1)], limit=limit, projection=projection
    )
