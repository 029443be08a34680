"""Reminders of courses over MongoDB."""

from tests.support.crisis.reminder_suite import ReminderSuite


class TestOnMongo(ReminderSuite):
    """The suite."""
