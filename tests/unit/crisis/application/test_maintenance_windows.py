"""Maintenance windows, in memory."""

from __future__ import annotations

from tests.support.crisis.maintenance_suite import MaintenanceSuite


class TestMaintenanceWindows(MaintenanceSuite):
    """The suite, over the fixture of this room."""
