"""Tasks: how one is read and explained, and the commands on it."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, model_validator

from contracts.http.models import ReadModel, WriteModel
from contracts.http.routing.fields import Count, Id

TaskState = Literal["waiting", "offered", "assigned", "done", "withdrawn"]


class Task(ReadModel):
    """A conversation waiting for, offered to or held by an employee.

    `transferred_by` is the person who chose its queue; rules do not move it from there.
    """

    conversation: str
    state: TaskState
    queue: str
    team: str | None
    priority: int
    due_at: AwareDatetime | None
    queued_at: AwareDatetime
    employee: str | None
    epoch: int
    version: int
    offer: str | None
    offer_expires_at: AwareDatetime | None
    assigned_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    last_employee: str | None
    required: list[str]
    relaxed: list[str]
    transferred_by: str | None
    channel: str
    language: str | None
    triage: str
    topics: list[str]


class Decision(ReadModel):
    """One decision and its grounds."""

    at: AwareDatetime
    kind: str
    workflow_version: int
    rule: str
    required: list[str]
    relaxed: list[str]
    candidates: int
    employee: str | None
    reason: str


class PassedOver(ReadModel):
    """An employee who works now and was not asked: the tokens they lack, whether all their seats are taken."""

    employee: str
    missing: list[str]
    busy: bool
    spared_until: AwareDatetime | None


class NextRelaxation(ReadModel):
    """What the task asks from `at` on, and all that its queue has given up by then."""

    at: AwareDatetime
    asks: list[str]
    relaxed: list[str]


class NobodyFits(ReadModel):
    """Why nobody could be asked, as of the answer: `employees` are the nearest to fitting of those looked at, up to 20.

    `next_step` is null where the queue gives up nothing more.
    """

    looked_at: int
    asks: list[str]
    employees: list[PassedOver]
    next_step: NextRelaxation | None


class Explanation(ReadModel):
    """Why a task is where it is: its latest decisions, oldest first, and who is not asked again until when.

    `transferred_by` is the person who chose its queue; `nobody_fits` is there while it waits and nobody can be asked.
    """

    conversation: str
    state: TaskState
    transferred_by: str | None
    decisions: list[Decision]
    spared: dict[str, AwareDatetime]
    nobody_fits: NobodyFits | None


class TaskUpdate(WriteModel):
    """A command on a task as the caller knows it; another epoch now is a 409 with the present state."""

    epoch: Count


class AssignmentCreate(TaskUpdate):
    """Give the task to an employee."""

    employee: Id


class TransferCreate(TaskUpdate):
    """Give the task to an employee or to a queue: one of the two."""

    employee: Id | None = None
    queue: Id | None = None

    @model_validator(mode="after")
    def _one_target(self) -> TransferCreate:
        if (self.employee is None) == (self.queue is None):
            raise ValueError("name an employee or a queue, one of the two")
        return self
