"""Silence: who holds a conversation and gives no sign of life for the time that its queue allows loses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from services.routing.domain.employee import Employee
from services.routing.domain.queue import Queue
from services.routing.domain.task import Task

SIGN_SECONDS = 60.0  # signs of one employee are stored this far apart at least, so the last may be this much younger


def least_silence(queues: Iterable[Queue]) -> float | None:
    """The shortest silence, in seconds, by which any of the queues takes work back; None where none does."""
    return min((each.silent_after_seconds for each in queues if each.silent_after_seconds is not None), default=None)


def loses_by_silence(employee: Employee) -> bool:
    """Whether silence takes what they hold: not from who chose to keep it; who is offline keeps it by that choice."""
    return employee.presence != "offline" and not employee.keeps_in_silence


def silent_at(heard: datetime | None, since: datetime, after_seconds: float) -> datetime:
    """When somebody counts as silent who was heard last at `heard`; what was before `since` does not count."""
    last = since if heard is None else max(since, heard + timedelta(seconds=SIGN_SECONDS))
    return last + timedelta(seconds=after_seconds)


def lost_by_silence(task: Task, queue: Queue, heard: datetime | None, since: datetime, now: datetime) -> bool:
    """Whether the task goes back: its holder is silent since it was theirs, and since anybody listened (`since`)."""
    if task.state != "assigned" or task.assigned_at is None or queue.silent_after_seconds is None:
        return False
    return silent_at(heard, max(since, task.assigned_at), queue.silent_after_seconds) <= now


def silenced(employee: Employee, now: datetime) -> Employee:
    """The employee as away, so that nothing new is offered; they report themselves when they are back."""
    return replace(employee, presence="away", presence_at=now) if employee.presence == "online" else employee


def silence_reason(employee: str, queue: Queue) -> str:
    """Why a conversation goes back."""
    return f"{employee} is silent: no sign of life for {queue.silent_after_seconds or 0:.0f} seconds"
