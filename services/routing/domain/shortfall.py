"""Why nobody fits a waiting task: what each of those who work lacks, and what its queue gives up next, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.routing.domain.queue import Queue
from services.routing.domain.relaxation import demand
from services.routing.domain.task import Task

NAMED_EMPLOYEES = 20  # the nearest to fitting: a person reads them


@dataclass(frozen=True, slots=True)
class OpenSeat:
    """A seat of somebody who works now; `free` or holding another conversation."""

    employee: str
    tokens: frozenset[str]
    free: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An employee who was looked at: the tokens they lack, whether every seat is taken, until when they are spared."""

    employee: str
    missing: tuple[str, ...]
    busy: bool
    spared_until: datetime | None

    @property
    def fits(self) -> bool:
        """Whether the task could be offered to them now."""
        return not self.missing and not self.busy and self.spared_until is None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the task asks from `at` on, and all that its queue has given up by then."""

    at: datetime
    asks: tuple[str, ...]
    relaxed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Nobody of the `looked_at` employees fits; `nearest` are those who lack least.

    `unaccepted` are employees who are there and are not looked at: they have not accepted the guideline.
    """

    looked_at: int
    nearest: tuple[Candidate, ...]
    next_step: NextStep | None
    unaccepted: tuple[str, ...] = ()


def shortfall(task: Task, seats: Sequence[OpenSeat], queue: Queue, now: datetime) -> Shortfall | None:
    """Hold a waiting task against the seats of those who work; None when one of them could be asked."""
    nearest: dict[str, Candidate] = {}
    for seat in seats:
        until = task.declined.get(seat.employee)
        spared = until if until is not None and until > now else None
        missing = tuple(sorted(set(task.asks) - seat.tokens))
        candidate = Candidate(seat.employee, missing, not seat.free, spared)
        if candidate.fits:
            return None
        if seat.employee not in nearest or _distance(candidate) < _distance(nearest[seat.employee]):
            nearest[seat.employee] = candidate
    named = sorted(nearest.values(), key=_distance)[:NAMED_EMPLOYEES]
    return Shortfall(len(nearest), tuple(named), _next_step(task, queue, now))


def _distance(candidate: Candidate) -> tuple[int, bool, str]:
    return len(candidate.missing), candidate.busy, candidate.employee


def _next_step(task: Task, queue: Queue, now: datetime) -> NextStep | None:
    at = demand(task.placement.required, queue.steps, task.queued_at, now).next_at
    if at is None:
        return None
    then = demand(task.placement.required, queue.steps, task.queued_at, at)
    return NextStep(at, then.tokens, then.relaxed)
