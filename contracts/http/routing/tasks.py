"""Tasks: how one is read and explained, and the commands on it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, model_validator

from contracts.http.models import ReadModel, WriteModel
from contracts.http.routing.fields import Count, Id
from contracts.http.routing.handovers import Handover
from contracts.http.routing.invitations import Invitation
from contracts.http.shown import ShownChannel, ShownConversation, ShownEmployee, ShownQueue, ShownVersion

TaskState = Literal["waiting", "offered", "assigned", "done", "withdrawn"]


class Task(ReadModel):
    """A conversation waiting for, offered to or held by an employee."""

    conversation: ShownConversation
    state: TaskState
    """`waiting` in its queue, `offered` to an employee, `assigned` to one, `done`, or `withdrawn`: needed by nobody
    any more."""
    queue: ShownQueue
    team: str | None
    """The team its rule asks for; null: any."""
    priority: int
    """How urgent it is, 0 to 100: the conversation's, and what its rule adds."""
    due_at: AwareDatetime | None
    """When the first of the conversation's SLA clocks is breached; null when none runs."""
    queued_at: AwareDatetime
    """Since when it waits, or waited (UTC); what comes back to its queue keeps it, another queue begins anew."""
    employee: str | None
    """Whom it is offered or assigned to, by id; null for nobody."""
    epoch: int
    """Grows with every change of the assignee; every command names the one its caller knows."""
    version: ShownVersion
    offer: str | None
    """The open offer, by id; null where there is none."""
    offer_expires_at: AwareDatetime | None
    """Until when that can be answered; null where there is none."""
    assigned_at: AwareDatetime | None
    """When it was assigned (UTC); null while it waits or is offered."""
    ended_at: AwareDatetime | None
    """When it was done or withdrawn (UTC); null before that."""
    last_employee: str | None
    """Who held it when it last ended, by id, and is waited for when it comes back; null: nobody."""
    required: list[str]
    """What its rule and the guideline ask of an employee, as tokens: `cert:speak`, `skill:baggage:3`, `lang:nl`,
    `team:care`, `queue:general`."""
    relaxed: list[str]
    """What was given up of it as it waited, such as `skill:baggage:3 -> skill:baggage:2` or `team:care dropped`."""
    transferred_by: str | None
    """The person who chose its queue, by id; rules do not move it from there. Null: a rule chose."""
    channel: ShownChannel
    language: str | None
    """The contact's language (ISO 639-1, such as `nl`); null where it is not known."""
    triage: str
    """What the conversation asks: `respond`, `escalate`, `monitor` or `ignore`."""
    topics: list[str]
    """What it is about, as topics of the triage rules."""
    handover: Handover | None
    """The last handover with its note; null: it was never handed over."""


class TaskDetail(Task):
    """A task with its handovers and invitations."""

    handovers: list[Handover]
    """The newest 20 handovers, the oldest of them first."""
    invitations: list[Invitation]
    """Who was asked to help: those that hold, and the newest of the others, up to 20."""


class Decision(ReadModel):
    """One decision and its grounds."""

    at: AwareDatetime
    """When it was made (UTC)."""
    kind: str
    """What happened: `queued`, `offered`, `accepted`, `assigned` (by a person) or `ended`."""
    workflow_version: int
    """The version of the workflow that had placed the task."""
    rule: str
    """The rule that had; `transfer` where a person chose a queue that no rule leads to."""
    required: list[str]
    """What it asked of an employee then, as tokens such as `skill:baggage:3`."""
    relaxed: list[str]
    """What was given up of that by then."""
    candidates: int
    """Free seats that fitted and were considered for an offer; 0 for other kinds."""
    employee: str | None
    """Who was asked, took it, was given it or had it, by id; null: nobody."""
    reason: str
    """Why, in words; people are named by their ids."""


class PassedOver(ReadModel):
    """An employee who works now and was not asked."""

    employee: ShownEmployee
    missing: list[str]
    """The tokens they lack, such as `cert:speak`; empty: they can do it."""
    busy: bool
    """Whether all their seats that fit best are taken."""
    spared_until: AwareDatetime | None
    """Until when they are not asked again, as they declined or let it pass; null: they can be asked."""


class NextRelaxation(ReadModel):
    """The next step by which the queue relaxes what the task asks."""

    at: AwareDatetime
    """When the next step of the queue comes (UTC)."""
    asks: list[str]
    """The tokens asked for from then on."""
    relaxed: list[str]
    """All that is given up by then."""


class NobodyFits(ReadModel):
    """Why nobody could be asked, as of the answer."""

    looked_at: int
    """How many employees at work were looked at."""
    asks: list[str]
    """The tokens asked for now."""
    employees: list[PassedOver]
    """Those nearest to fitting, up to 20, the nearest first."""
    guideline_not_accepted: list[str]
    """Employees, by id, who are online and get nothing until they accept the guideline; up to 20."""
    next_step: NextRelaxation | None
    """What the queue gives up next; null: nothing more."""


class Explanation(ReadModel):
    """Why a task is where it is."""

    conversation: ShownConversation
    state: TaskState
    """`waiting`, `offered`, `assigned`, `done` or `withdrawn`."""
    transferred_by: str | None
    """The person who chose its queue, by id; null: a rule chose."""
    decisions: list[Decision]
    """The latest 20 decisions on it, the oldest first."""
    spared: dict[str, AwareDatetime]
    """Who is not asked again for it, by id, and until when."""
    nobody_fits: NobodyFits | None
    """Why nobody can be asked now; null unless it waits and that is so."""


class TaskUpdate(WriteModel):
    """A command on a task as the caller knows it; another epoch now is a 409 with the present state."""

    epoch: Count
    """The `epoch` of the task as the caller knows it; where it is another by now, the answer is 409."""


class AssignmentCreate(TaskUpdate):
    """Give the task to an employee."""

    employee: Id
    """Who gets it, by id; they need a free seat, and the certificates it asks for."""


class TransferCreate(TaskUpdate):
    """Give the task to an employee or to a queue: one of the two. The conversation's SLA clock runs on."""

    employee: Id | None = None
    """Who gets it, by id; they need a free seat, and the certificates it asks for. Null: `queue` does."""
    queue: Id | None = None
    """Where it waits anew, by id; rules do not move it from there. Null: `employee` gets it."""
    reason: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$", strict=True)] = ""
    """Why, in a word or a code of the brand's own, such as `needs_invoice_desk`."""
    note: Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$", strict=True)] = ""
    """What who gets it should know; they read it with the offer and the task."""

    @model_validator(mode="after")
    def _one_target(self) -> TransferCreate:
        if (self.employee is None) == (self.queue is None):
            raise ValueError("name an employee or a queue, one of the two")
        return self
