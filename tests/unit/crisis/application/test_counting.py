"""Counting in memory."""

from __future__ import annotations

from tests.support.crisis.builders import a_message
from tests.support.crisis.counting_suite import CountingSuite
from tests.support.crisis.in_memory_rig import InMemoryRig


class TestCounting(CountingSuite):
    """The suite, over the fixture of this room."""

    async def test_a_replay_counts_once_after_its_ids_were_forgotten(self, rig: InMemoryRig) -> None:
        messages = [a_message(n) for n in range(10)]
        await rig.hear(messages, offset=0)
        rig.memory.state.tables["seen"].clear()

        await rig.hear([*messages, a_message(10)], offset=0)

        assert await rig.inbound() == 11
