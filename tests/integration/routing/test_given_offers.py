"""A task given to who is just being asked, or taken from them, on a real MongoDB."""

from tests.support.routing.offer_suite import OfferSuite


class TestOffersOnMongo(OfferSuite):
    """The fixture `rig` is over MongoDB here."""
