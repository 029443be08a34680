"""The copies of the catalogue in memory keep what every one promises."""

import pytest

from tests.support.inbox.abilities_in_memory import InMemoryAbilities
from tests.support.inbox.ability_suite import AbilityCopiesSuite, AbilitySides
from tests.support.inbox.in_memory import InMemoryInbox


class TestInMemory(AbilityCopiesSuite):
    @pytest.fixture
    def sides(self) -> AbilitySides:
        store = InMemoryInbox()
        return AbilitySides(InMemoryAbilities(store), store)
