"""The store of campaigns in memory keeps what every one promises."""

import pytest

from chassis.timers import DueTimer
from services.inbox.application.timers import CAMPAIGN_TIMER
from tests.support.inbox.builders import NOON
from tests.support.inbox.campaign_suite import CampaignSides, CampaignStoreSuite
from tests.support.inbox.campaigns_in_memory import InMemoryCampaigns
from tests.support.inbox.in_memory import InMemoryInbox


class TestInMemory(CampaignStoreSuite):
    @pytest.fixture
    def sides(self) -> CampaignSides:
        store = InMemoryInbox()

        async def due() -> list[DueTimer]:
            return store.due(CAMPAIGN_TIMER, NOON)

        return CampaignSides(InMemoryCampaigns(store), store, due)
