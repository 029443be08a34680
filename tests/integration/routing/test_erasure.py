"""The erasure of what was written about a conversation, on a real MongoDB."""

from tests.support.routing.erasure_suite import ErasureSuite


class TestErasureOnMongo(ErasureSuite):
    """The fixture `rig` is on a real MongoDB here."""
