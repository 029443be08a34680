"""The numbers of the board on MongoDB keep what every store of them promises."""

from __future__ import annotations

import pytest

from chassis.clock import FixedClock
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.timers import Timers
from services.inbox.persistence.copies import MongoCopies
from services.inbox.persistence.engagement import MongoEngagement
from services.inbox.persistence.unit_of_work import MongoUnitOfWork
from tests.support.inbox.builders import NOON
from tests.support.inbox.engagement_suite import EngagementSides, EngagementSuite


class TestOnMongo(EngagementSuite):
    @pytest.fixture
    def sides(self, mongo: Mongo) -> EngagementSides:
        unit = MongoUnitOfWork(mongo, Outbox(mongo), Timers(mongo, FixedClock(NOON)))
        return EngagementSides(MongoEngagement(mongo), unit, MongoCopies(mongo))
