"""The numbers of the board in memory keep what every store of them promises."""

import pytest

from tests.support.inbox.engagement_in_memory import InMemoryEngagement
from tests.support.inbox.engagement_suite import EngagementSides, EngagementSuite
from tests.support.inbox.in_memory import InMemoryInbox


class TestInMemory(EngagementSuite):
    @pytest.fixture
    def sides(self) -> EngagementSides:
        store = InMemoryInbox()
        return EngagementSides(InMemoryEngagement(store), store, store)
