"""A task from the inbox's event to its end: offers, answers, time-outs, fencing, replies, on a real MongoDB."""

from tests.support.routing.task_suite import TaskSuite


class TestTasksOnMongo(TaskSuite):
    """The fixture `rig` is over MongoDB here."""
