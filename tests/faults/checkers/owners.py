"""One owner per conversation at every moment, epochs that only rise, and commands of an old epoch refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.faults.record import Commanded, History, Tasked, Told

QUEUED, OFFERED, CLOSED, ASSIGNED, COMPLETED = (
    f"routing.{name}.v1" for name in ("task_queued", "offer_made", "offer_closed", "task_assigned", "task_completed")
)
TASKS = (QUEUED, OFFERED, CLOSED, ASSIGNED, COMPLETED)


def one_owner(history: History) -> Iterator[str]:
    """Walk every conversation's events by version: an assignment only when free, and under a higher epoch."""
    by_conversation: defaultdict[str, list[Told]] = defaultdict(list)
    for row in history.told(*TASKS):
        by_conversation[row.subject].append(row)
    for task in history.of(Tasked):
        if task.conversation not in by_conversation:
            yield f"{task.conversation} has a task that no event tells of"
    for conversation, rows in by_conversation.items():
        yield from _walk(conversation, rows)
    for command in history.of(Commanded):
        if command.stale and 200 <= command.status < 300:
            yield f"{command.conversation} took a command of epoch {command.epoch}, which was over"


def _walk(conversation: str, rows: list[Told]) -> Iterator[str]:
    owner, epoch, version = None, 0, 0
    for row in rows:
        if row.version == version:
            yield f"{conversation} has version {version} twice"
        version = row.version
        if row.type in (QUEUED, COMPLETED):
            owner = None
        elif row.type == ASSIGNED:
            if owner is not None:
                yield f"{conversation} is given to {row.data['employee']} while {owner} holds it"
            if row.data["epoch"] <= epoch:
                yield f"{conversation} is given under epoch {row.data['epoch']} after epoch {epoch}"
            owner, epoch = row.data["employee"], row.data["epoch"]
