"""Every conversation with a message has one task, and no task is about anything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.faults.record import History, Stored, Tasked


def one_task_each(history: History) -> Iterator[str]:
    """Compare the list of tasks with the conversations."""
    tasks = Counter(row.conversation for row in history.of(Tasked))
    conversations = Counter({row.conversation for row in history.of(Stored)})
    for conversation in sorted(conversations - tasks):
        yield f"{conversation} has no task"
    for conversation in sorted(tasks - conversations):
        yield f"{conversation} has a task too many"
