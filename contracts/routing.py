"""What routing says: tasks, offers, assignments, the directory's changes and surge places."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.event import Event, Part

TaskState = Literal["waiting", "offered", "assigned", "done", "withdrawn"]


class Explanation(Part):
    """Why a task went where it went: rule and version, what was required and relaxed, who was passed over."""

    workflow_version: int = Field(ge=1)
    rule: str
    required: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    candidates: int = Field(default=0, ge=0)
    reason: str = Field(max_length=512)


class TaskSnapshot(Part):
    """A task as of this event's version; `epoch` fences every command of an older holder."""

    conversation: str
    queue: str
    team: str | None = None
    state: TaskState
    priority: int = Field(ge=0, le=100)
    due_at: AwareDatetime | None = None
    employee: str | None = None
    epoch: int = Field(default=0, ge=0)
    queued_at: AwareDatetime
    channel: str = ""
    language: str | None = None


class RoutingEvent(Event):
    """Base of routing's events on tasks; the subject is the conversation."""

    topic: ClassVar[str] = "routing.events"

    task: TaskSnapshot


class TaskQueued(RoutingEvent):
    """A conversation waits for an employee in a queue."""

    type: ClassVar[str] = "routing.task_queued.v1"

    explanation: Explanation
    requeued: bool = False


class OfferMade(RoutingEvent):
    """A seat is reserved and its employee asked, until `expires_at`."""

    type: ClassVar[str] = "routing.offer_made.v1"

    offer: str
    expires_at: AwareDatetime
    explanation: Explanation
    waited_seconds: float = Field(ge=0)


class OfferClosed(RoutingEvent):
    """An offer ended without an assignment; the seat is free again."""

    type: ClassVar[str] = "routing.offer_closed.v1"

    offer: str
    outcome: Literal["declined", "timed_out", "withdrawn"]
    employee: str | None = Field(default=None, description="Who was asked.")


class TaskAssigned(RoutingEvent):
    """An employee accepted: they own the conversation under this epoch."""

    type: ClassVar[str] = "routing.task_assigned.v1"

    offer: str | None = None
    waited_seconds: float = Field(ge=0)


class TaskCompleted(RoutingEvent):
    """The task ended: answered, resolved elsewhere, or withdrawn by triage."""

    type: ClassVar[str] = "routing.task_completed.v1"

    outcome: Literal["completed", "resolved", "withdrawn"]
    employee: str | None = Field(default=None, description="Who held it when it ended.")
    handled_seconds: float | None = Field(default=None, ge=0)


class EmployeeChanged(Event):
    """The directory entry or presence of an employee changed; the subject is the employee."""

    type: ClassVar[str] = "routing.employee_changed.v1"
    topic: ClassVar[str] = "routing.events"

    employee: str
    department: str | None = None
    languages: tuple[str, ...] = ()
    skills: dict[str, int] = Field(default_factory=dict, description="Skill to proficiency 1-5.")
    certificates: tuple[str, ...] = ()
    certificates_until: dict[str, AwareDatetime] = Field(
        default_factory=dict, description="When each certificate that ends does so."
    )
    volunteer: bool = False
    presence: Literal["online", "away", "offline"]
    seats: int = Field(ge=0)
    on_shift_until: AwareDatetime | None = None
    surge_incident: str | None = None


class SurgePlaceOpened(Event):
    """A volunteer has a temporary place for an incident: seats, skills and role until it is closed."""

    type: ClassVar[str] = "routing.surge_place_opened.v1"
    topic: ClassVar[str] = "routing.events"

    incident: str
    employee: str
    seats: int = Field(ge=1)
    until: AwareDatetime


class SurgePlaceClosed(Event):
    """A volunteer's temporary place and rights were taken back."""

    type: ClassVar[str] = "routing.surge_place_closed.v1"
    topic: ClassVar[str] = "routing.events"

    incident: str
    employee: str
    reason: Literal["stood_down", "expired", "withdrawn"]


class StaffingReported(Event):
    """Who could work now, per brand, at a regular interval: what sizing a callout needs. The subject is `staffing`."""

    type: ClassVar[str] = "routing.staffing_reported.v1"
    topic: ClassVar[str] = "routing.events"

    online: int = Field(ge=0)
    seats: int = Field(ge=0)
    seats_busy: int = Field(ge=0)
    waiting: int = Field(ge=0)
    oldest_wait_seconds: float = Field(ge=0)
    mean_handle_seconds: float | None = Field(default=None, gt=0)
    drain_seconds: float | None = Field(default=None, ge=0, description="Until nothing waits if nothing new came.")
    drain_reason: Literal["nobody_online", "no_handling_time_yet"] | None = Field(
        default=None, description="Why nobody can tell the time to drain."
    )
