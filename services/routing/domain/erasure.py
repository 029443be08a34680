"""The erasure of what people wrote about a conversation whose contact is forgotten: who did what when stays."""

from __future__ import annotations

from dataclasses import replace

from services.routing.domain.task import Task


def erased(task: Task) -> Task:
    """The task without the words of its handovers and invitations, as its next version; as it is where there are none.

    Everything else that a task holds is an id, a time, a number or a reason that routing itself has worded.
    """
    handovers = tuple(replace(each, reason="", note="") for each in task.handovers)
    invitations = tuple(replace(each, why="") for each in task.invitations)
    if (handovers, invitations) == (task.handovers, task.invitations):
        return task
    return replace(task, handovers=handovers, invitations=invitations, version=task.version + 1)
