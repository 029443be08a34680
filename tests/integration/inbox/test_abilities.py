"""The copies of the catalogue on MongoDB keep what every one promises."""

import pytest

from chassis.mongo import Mongo
from services.inbox.persistence.abilities import MongoAbilities
from services.inbox.persistence.copies import MongoCopies
from tests.support.inbox.ability_suite import AbilityCopiesSuite, AbilitySides


class TestOnMongo(AbilityCopiesSuite):
    @pytest.fixture
    def sides(self, mongo: Mongo) -> AbilitySides:
        return AbilitySides(MongoAbilities(mongo), MongoCopies(mongo))
