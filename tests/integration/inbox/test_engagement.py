"""The numbers of the board on MongoDB keep what every store of them promises."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pymongo.database import Database

from chassis.clock import FixedClock
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.timers import Timers
from services.inbox.application.engagement_counts import CountedAnswer
from services.inbox.application.records import Changes
from services.inbox.domain.engagement import Participation
from services.inbox.persistence.copies import MongoCopies
from services.inbox.persistence.engagement import MongoEngagement
from services.inbox.persistence.unit_of_work import MongoUnitOfWork
from tests.support.inbox.builders import NOON
from tests.support.inbox.engagement_suite import BRAND, DAY, EngagementSides, EngagementSuite, an_employee

PEOPLE = 300


class TestOnMongo(EngagementSuite):
    @pytest.fixture
    def sides(self, mongo: Mongo) -> EngagementSides:
        unit = MongoUnitOfWork(mongo, Outbox(mongo), Timers(mongo, FixedClock(NOON)))
        return EngagementSides(MongoEngagement(mongo), unit, MongoCopies(mongo))

    @pytest.mark.parametrize("abilities", [frozenset(), frozenset({"answer_as_oneself", "speak_for_brand"})])
    async def test_people_are_counted_in_an_index_without_a_document(
        self,
        sides: EngagementSides,
        mongo_database: Database[dict[str, Any]],
        abilities: frozenset[str],
    ) -> None:
        able = ("answer_as_oneself", "speak_for_brand")
        crowd = [an_employee(f"e{number}", f"d{number % 7}", *able[: number % 3]) for number in range(PEOPLE)]
        await sides.copies.certify(crowd)
        mongo_database.command("profile", 2)
        found = await sides.counts.people(BRAND, DAY, abilities)
        mongo_database.command("profile", 0)
        (read,) = mongo_database["system.profile"].find({"command.aggregate": "employees"})
        mongo_database.drop_collection("system.profile")
        assert sum(each.people for each in found.values()) == (PEOPLE * 2 // 3 if abilities else PEOPLE)
        assert (read["docsExamined"], read["keysExamined"] <= PEOPLE + 5) == (0, True)

    async def test_many_senders_of_one_department_lose_no_answer(self, sides: EngagementSides) -> None:
        await sides.copies.certify([an_employee(f"e{number}", "care") for number in range(12)])
        answers = [Changes(answers=[CountedAnswer(BRAND, DAY, f"e{number % 12}")]) for number in range(48)]
        await asyncio.gather(*(sides.unit.commit(each) for each in answers))
        assert await sides.counts.answers(BRAND, DAY) == {"care": 48}
        assert await sides.counts.people(BRAND, DAY, frozenset()) == {"care": Participation(12, 12)}
