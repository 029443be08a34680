"""Acceptances close and open seats, in memory."""

from tests.support.routing.acceptance_suite import AcceptanceSuite


class TestAcceptancesInMemory(AcceptanceSuite):
    """The fixture `rig` is in memory here."""
