"""How often a brand ticks, in memory."""

from tests.support.routing.tick_suite import TickSuite


class TestTicksInMemory(TickSuite):
    """The fixture `rig` is in memory here."""
