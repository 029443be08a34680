"""A task given to who is just being asked, or taken from them, in memory."""

from tests.support.routing.offer_suite import OfferSuite


class TestOffersInMemory(OfferSuite):
    """The fixture `rig` is in memory here."""
