"""Units of work in memory."""

from __future__ import annotations

from tests.support.crisis.unit_suite import UnitSuite


class TestUnitOfWork(UnitSuite):
    """The suite, over the fixture of this room."""
