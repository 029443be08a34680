"""Reminders of courses over the store in memory."""

from tests.support.crisis.reminder_suite import ReminderSuite


class TestInMemory(ReminderSuite):
    """The suite."""
