"""The status of a company in memory."""

from __future__ import annotations

from tests.support.crisis.status_suite import StatusSuite


class TestStatus(StatusSuite):
    """The suite, over the fixture of this room."""
