"""Floods of few accounts, in memory."""

from __future__ import annotations

from tests.support.crisis.copies_suite import CopiesSuite


class TestCopies(CopiesSuite):
    """The suite, over the fixture of this room."""
