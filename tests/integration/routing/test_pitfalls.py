"""What other products were reported to do wrong, tried on a real MongoDB."""

from tests.support.routing.pitfalls_suite import PitfallsSuite


class TestPitfallsOnMongo(PitfallsSuite):
    """The fixture `rig` is over MongoDB here."""
