"""Coverage in memory."""

from tests.support.routing.coverage_suite import CoverageSuite


class TestCoverageInMemory(CoverageSuite):
    """The fixture `rig` is in memory here."""
