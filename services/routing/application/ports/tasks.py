"""Tasks: questions of the matcher and of lists, and the one commit of a step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.routing.application.changes import BrandAnd, TaskChange
from services.routing.domain.task import State, Task


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a list of tasks is narrowed by; None narrows nothing."""

    state: str | None = None
    queue: str | None = None
    employee: str | None = None
    invited: str | None = None


class Tasks(Protocol):
    """The tasks of all brands; each question names one, and batches name many."""

    async def get(self, brand: str, conversation: str) -> Task | None:
        """One task, or None."""

    async def get_many(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, Task]:
        """Tasks by (brand, conversation) in one read."""
        ...

    async def pools(self, brand: str, limit: int) -> list[str]:
        """The different sets of requirements among tasks that wait for nobody in particular, `limit` at most."""
        ...

    async def waiting_in(self, brand: str, pool: str, limit: int) -> list[Task]:
        """The most urgent tasks of a pool."""
        ...

    async def waiting_for_someone(self, brand: str, limit: int) -> list[Task]:
        """Tasks that wait for the employee who knows the contact."""
        ...

    async def step_due(self, brand: str, now: datetime, limit: int) -> list[Task]:
        """Waiting tasks whose requirements are relaxed now."""
        ...

    async def placed_otherwise(self, brand: str, state: State, circumstances: str, limit: int) -> list[Task]:
        """Tasks of a state that were placed under other rules or another state of crisis than the present."""
        ...

    async def offers_over(self, brand: str, now: datetime, limit: int) -> list[Task]:
        """Offered tasks whose employee let the time pass."""
        ...

    async def invitations_over(self, brand: str, now: datetime, limit: int) -> list[Task]:
        """Tasks with an invitation that lasts no longer than now."""
        ...

    async def held_by(self, brand: str, employee: str, states: Sequence[str], limit: int = 200) -> list[Task]:
        """The tasks an employee is offered or holds."""
        ...

    async def page(self, brand: str, filters: TaskFilter, after: tuple[datetime, str] | None, limit: int) -> list[Task]:
        """Tasks, oldest in their queue first, from behind the (queued_at, conversation) of the page before."""
        ...

    async def count_waiting(self, brand: str, queue: str | None = None) -> int:
        """How many wait, up to 100,000."""
        ...

    async def oldest_waiting(self, brand: str, queue: str | None = None) -> datetime | None:
        """Since when the one waits who waits longest."""

    async def next_due(self, brand: str) -> datetime | None:
        """When the first offer or invitation ends, or the requirements of a waiting task are relaxed next."""

    async def commit(self, changes: Sequence[TaskChange]) -> None:
        """Write tasks, seats and events: all of it or nothing.

        Raises:
            VersionConflict: A task or seat is not as it was read; read again and decide anew.
        """
