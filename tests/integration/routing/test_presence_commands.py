"""Who goes offline or may not sign in any more gives back what they hold, on a real MongoDB."""

from tests.support.routing.leaving_suite import LeavingSuite


class TestLeavingOnMongo(LeavingSuite):
    """The fixture `rig` is over MongoDB here."""
