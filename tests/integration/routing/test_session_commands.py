"""Sessions of courses on a real MongoDB."""

from tests.support.routing.session_suite import SessionSuite


class TestSessionsOnMongo(SessionSuite):
    """The fixture `rig` is over MongoDB here."""
