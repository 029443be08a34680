"""Playbooks that fit an incident, on a real MongoDB."""

from __future__ import annotations

from tests.support.crisis.fitting_suite import FittingSuite


class TestFittingPlaybooks(FittingSuite):
    """The suite, over the fixture of this room."""
