"""The erasure of what was written about a conversation, in memory."""

from tests.support.routing.erasure_suite import ErasureSuite


class TestErasureInMemory(ErasureSuite):
    """The fixture `rig` is in memory here."""
