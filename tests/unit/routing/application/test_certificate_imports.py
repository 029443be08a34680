"""Records of learning systems in memory."""

from tests.support.routing.import_suite import ImportSuite


class TestImportsInMemory(ImportSuite):
    """The fixture `rig` is in memory here."""
