"""How incidents spread, over the store in memory."""

from __future__ import annotations

from tests.support.crisis.incident_spread_suite import IncidentSpreadSuite


class TestIncidentSpread(IncidentSpreadSuite):
    """The suite, over the fixture of this room."""
