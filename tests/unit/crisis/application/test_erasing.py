"""Erasing in memory."""

from __future__ import annotations

from tests.support.crisis.erasure_suite import ErasureSuite


class TestErasing(ErasureSuite):
    """The suite, over the fixture of this room."""
