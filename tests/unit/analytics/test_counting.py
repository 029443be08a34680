"""The counting suite on the store in memory."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.analytics.memory import MemoryStore
from tests.unit.analytics.suite import CALENDAR, CountingSuite


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
