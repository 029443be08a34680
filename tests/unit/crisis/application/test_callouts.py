"""Callouts in memory."""

from __future__ import annotations

from tests.support.crisis.callout_suite import CalloutSuite


class TestCallouts(CalloutSuite):
    """The suite, over the fixture of this room."""
