"""What is left of a contact, in MongoDB."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from chassis.mongo import Mongo
from services.inbox.application.erasure_store import Remains
from services.inbox.domain.contact import Contact
from services.inbox.persistence.contacts import MongoContacts
from services.inbox.persistence.ids import id_of
from services.inbox.persistence.messages import message_of
from services.inbox.persistence.people import MongoPeople
from services.inbox.persistence.replies import reply_of


class MongoErasures:
    """See ErasureStore; each question is asked in an index by contact or by conversation."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._people = MongoPeople(mongo)
        self._contacts = MongoContacts(mongo)
        self._conversations = mongo.brand_collection("conversations")
        self._messages = mongo.brand_collection("messages")
        self._replies = mongo.brand_collection("replies")

    async def records(self, contact: Contact) -> Sequence[Contact]:
        """See ErasureStore."""
        names = [(contact.brand, each) for each in await self._people.ids_of(contact)]
        found = await self._contacts.get_many(names)
        return [found[name] for name in names if name in found]

    async def conversations(self, brand: str, contacts: Collection[str], limit: int) -> Sequence[str]:
        """See ErasureStore."""
        left = {"contact": {"$in": list(contacts)}, "erased_at": None}
        found = await self._conversations.find(brand, left, limit=limit, projection={"_id": 1})
        replies = await self._replies.find(brand, left, limit=limit, projection={"conversation": 1})
        ids = [id_of(each) for each in found] + [each["conversation"] for each in replies]
        return list(dict.fromkeys(ids))[:limit]

    async def remains(self, brand: str, conversation: str, limit: int) -> Remains:
        """See ErasureStore."""
        of_it = {"conversation": conversation}
        messages = await self._messages.find(brand, {**of_it, "state": {"$ne": "erased"}}, limit=limit)
        replies = await self._replies.find(brand, {**of_it, "erased_at": None}, limit=limit)
        return Remains([message_of(each) for each in messages], [reply_of(each) for each in replies])
