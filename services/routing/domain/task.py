"""A task: a conversation that waits for, is offered to, or is held by an employee; and every step between these."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from services.routing.domain import tokens
from services.routing.domain.handover import Handover
from services.routing.domain.invitation import Invitation
from services.routing.domain.workflow import ConversationFacts, Placement

State = Literal["waiting", "offered", "assigned", "done", "withdrawn"]
ACTIVE: frozenset[str] = frozenset({"waiting", "offered", "assigned"})
MAX_DECISIONS = 20  # decisions remembered per task; more would only repeat themselves


class TaskNotAllowed(Exception):
    """The task is not in a state that allows this; `task` is as it stands, `code` says what was wrong.

    `missing` are the certificates that the employee lacks, where that is what was wrong.
    """

    def __init__(self, task: Task, code: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: the task is {task.state}")
        self.task = task
        self.code = code
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Assignee:
    """Who the task is reserved for or held by, on which seat, under which claim of that seat."""

    employee: str
    seat: str
    claim: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A reservation: the employee is asked until `expires_at`."""

    id: str
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RoutingDecision:
    """One decision on the task and its grounds, as it will be read when somebody asks why."""

    at: datetime
    kind: str
    workflow_version: int
    rule: str
    required: tuple[str, ...]
    relaxed: tuple[str, ...] = ()
    candidates: int = 0
    employee: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task as of `version`. `epoch` grows with every change of owner and fences commands of an older one.

    `asks` is what it asks of a seat now, `relaxed` what was given up of `placement.required`, `step_at` when that
    changes next. `prefer` is the employee who is waited for. `declined` are those not to ask again, until when.
    `handovers` are the newest, the oldest of them first; an SLA clock runs on through each.
    """

    facts: ConversationFacts
    placement: Placement
    circumstances: str
    state: State
    queued_at: datetime
    asks: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    step_at: datetime | None = None
    prefer: str | None = None
    assignee: Assignee | None = None
    offer: Offer | None = None
    assigned_at: datetime | None = None
    ended_at: datetime | None = None
    last_employee: str | None = None
    declined: dict[str, datetime] = field(default_factory=dict)
    decisions: tuple[RoutingDecision, ...] = ()
    handovers: tuple[Handover, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    epoch: int = 0
    version: int = 0
    rev: int = 0

    @property
    def conversation(self) -> str:
        """The conversation the task is about."""
        return self.facts.conversation

    @property
    def pool(self) -> str:
        """The signature of what it asks: tasks of one pool can be served by the same seats."""
        return tokens.pool(self.asks)

    @property
    def employee(self) -> str | None:
        """Who it is offered to or held by."""
        return self.assignee.employee if self.assignee else None

    def waited_seconds(self, now: datetime) -> float:
        """How long it has waited in the queue, in seconds."""
        return max(0.0, (now - self.queued_at).total_seconds())

    def with_decision(
        self, at: datetime, kind: str, candidates: int = 0, employee: str | None = None, reason: str = ""
    ) -> Task:
        """Remember a decision; placement and demand are those of the moment."""
        return replace(self, decisions=decisions_with(self, self.relaxed, at, kind, candidates, employee, reason))


def decisions_with(
    task: Task,
    relaxed: tuple[str, ...],
    at: datetime,
    kind: str,
    candidates: int = 0,
    employee: str | None = None,
    reason: str = "",
) -> tuple[RoutingDecision, ...]:
    """The task's decisions with one more, on the grounds of its placement."""
    placed = task.placement
    decision = RoutingDecision(
        at, kind, placed.workflow_version, placed.rule, placed.required, relaxed, candidates, employee, reason
    )
    return (*task.decisions, decision)[-MAX_DECISIONS:]
