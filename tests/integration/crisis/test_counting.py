"""Counting on a real MongoDB."""

from __future__ import annotations

from tests.support.crisis.counting_suite import CountingSuite


class TestCounting(CountingSuite):
    """The suite, over the fixture of this room."""
