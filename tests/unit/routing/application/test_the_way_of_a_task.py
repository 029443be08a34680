"""A task from the inbox's event to its end: offers, answers, time-outs, fencing, replies, in memory."""

from tests.support.routing.task_suite import TaskSuite


class TestTasksInMemory(TaskSuite):
    """The fixture `rig` is in memory here."""
