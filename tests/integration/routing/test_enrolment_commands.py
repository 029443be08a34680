"""Courses and enrolments on a real MongoDB."""

from tests.support.routing.learning_suite import LearningSuite


class TestLearningOnMongo(LearningSuite):
    """The fixture `rig` is over MongoDB here."""
