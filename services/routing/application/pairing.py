"""What a round of the matcher works on: tasks and free seats as read, and the pairs made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.routing.domain.matching import FreeSeat, Pair, Waiting, match
from services.routing.domain.rules import RoutingRules
from services.routing.domain.task import Task


@dataclass(frozen=True, slots=True)
class Chosen:
    """A task as read and the seat picked for it."""

    task: Task
    pair: Pair


@dataclass(frozen=True, slots=True)
class Round:
    """How many pairs were made and how many of them became offers; `last` when another round would find none."""

    pairs: int
    won: int
    last: bool


NOTHING = Round(0, 0, last=True)


def placed_by(rules: RoutingRules, tasks: Sequence[Task]) -> list[Task]:
    """The tasks that present rules have placed; what others asks may be wrong until the next turn places it anew."""
    present = rules.circumstances
    return [task for task in tasks if task.circumstances == present]


def pairs_of(tasks: Sequence[Task], fitting: Mapping[str, Sequence[FreeSeat]], now: datetime) -> list[Chosen]:
    """Match tasks with the free seats that fit their pool, by name of the pool."""
    by_id = {task.conversation: task for task in tasks}
    waiting = [_waiting(task, now) for task in tasks]
    return [Chosen(by_id[pair.conversation], pair) for pair in match(waiting, fitting)]


def _waiting(task: Task, now: datetime) -> Waiting:
    return Waiting(
        task.conversation,
        task.pool,
        task.placement.priority,
        task.facts.due_at,
        task.queued_at,
        frozenset(employee for employee, until in task.declined.items() if until > now),
        task.prefer,
    )
