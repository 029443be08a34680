"""Handovers of tasks, in memory."""

from tests.support.routing.handover_suite import HandoverSuite


class TestHandoversInMemory(HandoverSuite):
    """The fixture `rig` is in memory here."""
