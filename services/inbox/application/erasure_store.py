"""The port of erasures to the store: who a person is stored as, and what is left of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol

from services.inbox.domain.contact import Contact
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply


class Remains(NamedTuple):
    """What a conversation still has of its contact; of each kind a page at most."""

    messages: Sequence[Message]
    replies: Sequence[Reply]


class ErasureStore(Protocol):
    """Reads; everything is written by the unit of work."""

    async def records(self, contact: Contact) -> Sequence[Contact]:
        """Every record that leads to a contact, its own first."""

    async def conversations(self, brand: str, contacts: Collection[str], limit: int) -> Sequence[str]:
        """Conversations with these contacts, by id, of which something is left: themselves, or a reply."""

    async def remains(self, brand: str, conversation: str, limit: int) -> Remains:
        """The messages and the replies of a conversation that are not erased, at most `limit` of each."""
