"""What other products were reported to do wrong, tried in memory."""

from tests.support.routing.pitfalls_suite import PitfallsSuite


class TestPitfallsInMemory(PitfallsSuite):
    """The fixture `rig` is in memory here."""
