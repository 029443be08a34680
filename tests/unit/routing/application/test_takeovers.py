"""Takeovers by a department, in memory."""

from tests.support.routing.takeover_suite import TakeoverSuite


class TestTakeoversInMemory(TakeoverSuite):
    """The fixture `rig` is in memory here."""
