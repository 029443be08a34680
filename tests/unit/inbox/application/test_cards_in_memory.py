"""The store of cards in memory keeps what every one promises."""

import pytest

from services.inbox.domain.reply import Reply
from tests.support.inbox.card_suite import CardSides, CardStoreSuite
from tests.support.inbox.cards_in_memory import InMemoryCards
from tests.support.inbox.in_memory import InMemoryInbox


class TestInMemory(CardStoreSuite):
    @pytest.fixture
    def sides(self) -> CardSides:
        store = InMemoryInbox()

        async def keep(reply: Reply) -> None:
            store.stored_replies[reply.brand, reply.id] = reply

        return CardSides(InMemoryCards(store), keep)
