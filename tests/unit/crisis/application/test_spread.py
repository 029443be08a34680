"""How stories spread, in memory."""

from __future__ import annotations

from tests.support.crisis.spread_suite import SpreadSuite


class TestSpread(SpreadSuite):
    """The suite, over the fixture of this room."""
