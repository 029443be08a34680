"""Who joins an audience later on a real MongoDB."""

from tests.support.routing.joiner_suite import JoinerSuite


class TestJoinersOnMongo(JoinerSuite):
    """The fixture `rig` is over MongoDB here."""
