"""Who is silent loses what they hold, in memory."""

from tests.support.routing.silence_suite import SilenceSuite


class TestSilenceInMemory(SilenceSuite):
    """The fixture `rig` is in memory here."""
