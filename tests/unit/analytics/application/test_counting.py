"""The counting suite on the store in memory."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.analytics.counting_suite import CALENDAR, CountingSuite
from tests.support.analytics.in_memory import MemoryStore


class TestInMemory(CountingSuite):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore(CALENDAR)

    @pytest.fixture
    def fresh(self) -> MemoryStore:
        return MemoryStore(CALENDAR)

    async def numbers(self, store: Any) -> Mapping[Any, Any]:
        found: dict[Any, Any] = store.numbers()
        return found
