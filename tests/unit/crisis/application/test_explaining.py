"""Explanations in memory."""

from __future__ import annotations

from tests.support.crisis.explanation_suite import ExplanationSuite


class TestExplaining(ExplanationSuite):
    """The suite, over the fixture of this room."""
