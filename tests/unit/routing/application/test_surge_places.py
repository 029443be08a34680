"""Surge: places open seats, incidents move the backlog to the crisis lane, and all of it reverts, in memory."""

from tests.support.routing.surge_suite import SurgeSuite


class TestSurgesInMemory(SurgeSuite):
    """The fixture `rig` is in memory here."""
