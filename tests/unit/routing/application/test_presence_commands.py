"""Who goes offline or may not sign in any more gives back what they hold, in memory."""

from tests.support.routing.leaving_suite import LeavingSuite


class TestLeavingInMemory(LeavingSuite):
    """The fixture `rig` is in memory here."""
