"""What is left of a contact, in the store in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from services.inbox.application.erasure_store import Remains
from services.inbox.domain.contact import Contact, led_to
from tests.support.inbox.in_memory import InMemoryInbox


class InMemoryErasures:
    """See ErasureStore."""

    def __init__(self, store: InMemoryInbox) -> None:
        self._store = store

    async def records(self, contact: Contact) -> Sequence[Contact]:
        known = {id_: each for (brand, id_), each in self._store.contacts.items() if brand == contact.brand}
        found = [each for id_, each in known.items() if led_to(known, id_) == contact.id]
        return sorted(found, key=lambda each: each.id != contact.id)

    async def conversations(self, brand: str, contacts: Collection[str], limit: int) -> Sequence[str]:
        found = [
            each.conversation.id
            for (owner, _), each in self._store.stored.items()
            if owner == brand and each.conversation.contact in contacts and each.conversation.erased_at is None
        ]
        found += [
            each.conversation
            for (owner, _), each in self._store.stored_replies.items()
            if owner == brand and each.contact in contacts and each.erased_at is None
        ]
        return list(dict.fromkeys(found))[:limit]

    async def remains(self, brand: str, conversation: str, limit: int) -> Remains:
        of_it = (brand, conversation)
        messages = [each for each in self._store.stored_messages.values() if (each.brand, each.conversation) == of_it]
        replies = [each for each in self._store.stored_replies.values() if (each.brand, each.conversation) == of_it]
        return Remains(
            [each for each in messages if each.state != "erased"][:limit],
            [each for each in replies if each.erased_at is None][:limit],
        )
