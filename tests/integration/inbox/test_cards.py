"""The store of cards on MongoDB keeps what every one promises."""

import pytest

from chassis.mongo import Mongo
from services.inbox.domain.reply import Reply
from services.inbox.persistence.cards import MongoCards
from services.inbox.persistence.replies import document_of
from tests.support.inbox.card_suite import CardSides, CardStoreSuite


class TestOnMongo(CardStoreSuite):
    @pytest.fixture
    def sides(self, mongo: Mongo) -> CardSides:
        replies = mongo.brand_collection("replies")

        async def keep(reply: Reply) -> None:
            await replies.write([replies.insert(reply.brand, reply.id, document_of(reply))])

        return CardSides(MongoCards(mongo), keep)
