"""Surge: places open seats, incidents move the backlog to the crisis lane, and all of it reverts, on a real MongoDB."""

from tests.support.routing.surge_suite import SurgeSuite


class TestSurgesOnMongo(SurgeSuite):
    """The fixture `rig` is over MongoDB here."""
