"""Records of learning systems on a real MongoDB."""

from tests.support.routing.import_suite import ImportSuite


class TestImportsOnMongo(ImportSuite):
    """The fixture `rig` is over MongoDB here."""
