"""The store of campaigns on MongoDB keeps what every one promises, and asks no question that scans."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from pymongo.database import Database

from chassis.clock import FixedClock
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.timers import Timers
from services.inbox.application.timers import CAMPAIGN_TIMER
from services.inbox.persistence.campaigns import MongoCampaigns
from services.inbox.persistence.copies import MongoCopies
from tests.support.inbox.builders import NOON
from tests.support.inbox.campaign_suite import CAMPAIGN, CampaignSides, CampaignStoreSuite
from tests.support.inbox.events import BRAND

PEOPLE = 20_000


class TestOnMongo(CampaignStoreSuite):
    @pytest.fixture
    def sides(self, mongo: Mongo) -> CampaignSides:
        timers = Timers(mongo, FixedClock(NOON))
        store = MongoCampaigns(mongo, Outbox(mongo), timers)
        return CampaignSides(store, MongoCopies(mongo), partial(timers.claim, [CAMPAIGN_TIMER], 10, 0.0))

    async def test_a_page_of_an_audience_examines_its_page_and_figures_read_no_document(
        self, sides: CampaignSides, mongo_database: Database[dict[str, Any]]
    ) -> None:
        people = [f"e{number:05}" for number in range(PEOPLE)]
        where = ["care", "press", None]
        for brand in (BRAND, "dell"):
            mongo_database["employees"].insert_many(
                {"_id": f"{brand}/{each}", "brand": brand, "employee": each, "department": where[number % 3]}
                for number, each in enumerate(people)
            )
        campaign = replace(CAMPAIGN, departments=("care", "press"))

        before = _examined(mongo_database)
        page = await sides.store.audience(campaign, people[PEOPLE // 2], 100)
        documents, keys = _examined(mongo_database, before)
        assert len(page) == 100
        assert documents <= 2_000, "the page, and what the server tries its plans on"

        before = _examined(mongo_database)
        counts = await sides.store.counts(campaign)
        documents, keys = _examined(mongo_database, before)
        assert {name: each.people for name, each in counts.items()} == {"care": 6_667, "press": 6_667}
        assert documents <= 2_000
        assert keys <= 20_000


def _examined(database: Database[dict[str, Any]], since: tuple[int, int] = (0, 0)) -> tuple[int, int]:
    """Documents and keys that the server has looked at."""
    found = database.client["admin"].command("serverStatus")["metrics"]["queryExecutor"]
    return found["scannedObjects"] - since[0], found["scanned"] - since[1]
