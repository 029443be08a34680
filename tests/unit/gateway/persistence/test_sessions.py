"""The stores of sessions and sign-ins in memory."""

import pytest

from chassis.clock import FixedClock
from tests.support.gateway.in_memory_sessions import InMemorySessions, InMemorySignIns
from tests.support.gateway.session_suite import NOW, SessionSuite, Stores


class TestInMemory(SessionSuite):
    @pytest.fixture
    def stores(self) -> Stores:
        clock = FixedClock(NOW)
        return Stores(InMemorySessions(), InMemorySignIns(clock), clock)
