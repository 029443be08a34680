"""Republishing on a real MongoDB."""

from tests.support.routing.republishing_suite import RepublishingSuite


class TestRepublishingOnMongo(RepublishingSuite):
    """The fixture `rig` is over MongoDB here."""
