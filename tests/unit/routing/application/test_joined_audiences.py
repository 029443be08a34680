"""Who joins an audience later in memory."""

from tests.support.routing.joiner_suite import JoinerSuite


class TestJoinersInMemory(JoinerSuite):
    """The fixture `rig` is in memory here."""
