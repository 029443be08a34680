"""Floods of few accounts, on a real MongoDB."""

from __future__ import annotations

from tests.support.crisis.copies_suite import CopiesSuite


class TestCopies(CopiesSuite):
    """The suite, over the fixture of this room."""
