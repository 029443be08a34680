"""Courses and enrolments in memory."""

from tests.support.routing.learning_suite import LearningSuite


class TestLearningInMemory(LearningSuite):
    """The fixture `rig` is in memory here."""
