"""Sessions of courses in memory."""

from tests.support.routing.session_suite import SessionSuite


class TestSessionsInMemory(SessionSuite):
    """The fixture `rig` is in memory here."""
