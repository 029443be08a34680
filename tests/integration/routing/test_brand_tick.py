"""How often a brand ticks, on a real MongoDB."""

from tests.support.routing.tick_suite import TickSuite


class TestTicksOnMongo(TickSuite):
    """The fixture `rig` is over MongoDB here."""
