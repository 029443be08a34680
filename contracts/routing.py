"""What routing says: tasks, offers, assignments, the directory's changes and surge places."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.event import Event, Part

TaskState = Literal["waiting", "offered", "assigned", "done", "withdrawn"]


class Explanation(Part):
    """Why a task went where it went: rule and version, what was required and relaxed, who was passed over."""

    workflow_version: int = Field(ge=1)
    """Under which version of the rules it was decided."""
    rule: str
    """Its rule that held, by id."""
    required: tuple[str, ...] = ()
    """What was asked of an employee, as tokens such as `lang:nl`, `cert:speak` or `queue:general`."""
    relaxed: tuple[str, ...] = ()
    """What was given up of it as the task waited, such as `team:care dropped`."""
    candidates: int = Field(default=0, ge=0)
    """How many free seats fitted."""
    reason: str = Field(max_length=512)
    """Why, in words for people."""


class TaskSnapshot(Part):
    """A task as of this event's version; `epoch` fences every command of an older holder."""

    conversation: str
    """The conversation that is waiting or held, by id."""
    queue: str
    """The queue it waits in or came from, by id."""
    team: str | None = None
    """The team its rule asks for; null: any."""
    state: TaskState
    """`waiting`, `offered`, `assigned`, `done`, or `withdrawn`: needed by nobody any more."""
    priority: int = Field(ge=0, le=100)
    """How urgent it is, 100 being most urgent: the conversation's, and what its rule adds."""
    due_at: AwareDatetime | None = None
    """When the first of its SLA clocks is breached; null: none runs."""
    employee: str | None = None
    """Whom it is offered or assigned to, by id; null for nobody."""
    epoch: int = Field(default=0, ge=0)
    """Grows with every change of the assignee; a command under an older one is refused."""
    queued_at: AwareDatetime
    """Since when it waits, or waited."""
    channel: str = ""
    """The kind of platform, such as `x` or `email`."""
    language: str | None = None
    """The contact's language, such as `nl` (ISO 639-1); null: not known."""


class RoutingEvent(Event):
    """Base of routing's events on tasks; the subject is the conversation."""

    topic: ClassVar[str] = "routing.events"

    task: TaskSnapshot
    """The task as it is after this event."""


class TaskQueued(RoutingEvent):
    """A conversation waits for an employee in a queue."""

    type: ClassVar[str] = "routing.task_queued.v1"

    explanation: Explanation
    """Why it is in this queue."""
    requeued: bool = False
    """Whether it came back, having been offered or held."""


class OfferMade(RoutingEvent):
    """A seat is reserved and its employee asked, until `expires_at`."""

    type: ClassVar[str] = "routing.offer_made.v1"

    offer: str
    """The offer by its id, for `POST /v1/offers/{offer}/accept`."""
    expires_at: AwareDatetime
    """Until when it can be answered; then somebody else is asked."""
    explanation: Explanation
    """Why this employee was asked."""
    waited_seconds: float = Field(ge=0)
    """How long the task had waited until then."""


class OfferClosed(RoutingEvent):
    """An offer ended without an assignment; the seat is free again."""

    type: ClassVar[str] = "routing.offer_closed.v1"

    offer: str
    """The offer that ended, by id."""
    outcome: Literal["declined", "timed_out", "withdrawn"]
    """`declined` by the employee, `timed_out` without an answer, or `withdrawn` from them."""
    employee: str | None = Field(default=None, description="Who was asked.")


class TaskAssigned(RoutingEvent):
    """An employee accepted: they own the conversation under this epoch."""

    type: ClassVar[str] = "routing.task_assigned.v1"

    offer: str | None = None
    """The offer that was accepted, by id; null where a person assigned it."""
    waited_seconds: float = Field(ge=0)
    """How long the task had waited until then."""


class TaskCompleted(RoutingEvent):
    """The task ended: answered, resolved elsewhere, or withdrawn by triage."""

    type: ClassVar[str] = "routing.task_completed.v1"

    outcome: Literal["completed", "resolved", "withdrawn"]
    """`completed` by the employee, `resolved` with its conversation, or `withdrawn` by triage."""
    employee: str | None = Field(default=None, description="Who held it when it ended.")
    handled_seconds: float | None = Field(default=None, ge=0)
    """How long it was assigned to them; null where it was not."""


class InvitationChanged(Event):
    """An employee was invited to help with one conversation, which is the subject, answered, or may help no longer."""

    type: ClassVar[str] = "routing.invitation_changed.v1"
    topic: ClassVar[str] = "routing.events"

    conversation: str
    """What they are to help with, by id, as in `GET /v1/conversations/{conversation}`."""
    employee: str
    """Who was invited, by id."""
    by: str
    """Who invited them, by id."""
    state: Literal["open", "accepted", "declined", "ended"]
    """`open` is to be answered, `accepted` lets it be given to them; `declined` and `ended` do not."""
    until: AwareDatetime | None = None
    """When the invitation ends by itself; null: with the task."""


class EmployeeChanged(Event):
    """The directory entry or presence of an employee changed; the subject is the employee."""

    type: ClassVar[str] = "routing.employee_changed.v1"
    topic: ClassVar[str] = "routing.events"

    employee: str
    """The employee by id, which is the person's too."""
    department: str | None = None
    """The team they belong to; null: none."""
    role: str | None = None
    """What they do in the company, by the house's own word; null: not said."""
    level: int | None = Field(default=None, description="How far they stand in the company, 1 to 5; null: not said.")
    languages: tuple[str, ...] = ()
    """What they answer in (BCP 47)."""
    skills: dict[str, int] = Field(default_factory=dict, description="Skill to proficiency 1-5.")
    certificates: tuple[str, ...] = ()
    """Those that hold now, by name."""
    abilities: tuple[str, ...] = ()
    """What they may do by those, such as `crisis_volunteer`; events of older builds say nothing of it."""
    certificates_until: dict[str, AwareDatetime] = Field(
        default_factory=dict, description="When each certificate that ends does so."
    )
    volunteer: bool = False
    """Whether callouts may ask them."""
    may_answer: bool = True
    """false: they have not accepted the guideline in time, and get no work."""
    presence: Literal["online", "away", "offline"]
    """`online`, `away` or `offline`."""
    seats: int = Field(ge=0)
    """How many conversations they can hold at once, with those of surge places."""
    on_shift_until: AwareDatetime | None = None
    """When the shift they are in ends; null: they are in none."""
    surge_incident: str | None = None
    """The incident they have a surge place for, by id; null: none."""


class CertificateDefined(Event):
    """The catalogue says what a certificate gives to whom it is issued from now on; the subject is the certificate."""

    type: ClassVar[str] = "routing.certificate_defined.v1"
    topic: ClassVar[str] = "routing.events"

    certificate: str
    """The certificate, by id, as in `GET /v1/certificates/{certificate}`."""
    abilities: tuple[str, ...] = ()
    """What its holder may do, such as `crisis_volunteer`."""


class CertificateIssued(Event):
    """An employee got a certificate, for the first time or anew; the subject is the employee."""

    type: ClassVar[str] = "routing.certificate_issued.v1"
    topic: ClassVar[str] = "routing.events"

    employee: str
    """Who holds it, by id."""
    certificate: str
    """The certificate, by id, as in `GET /v1/certificates/{certificate}`."""
    how: Literal["entry", "import", "person", "course"]
    """By an `entry` of the directory, an `import`, a `person` with a reason, or by passing a `course`."""
    expires_at: AwareDatetime | None = None
    """When it ends; null: it does not."""
    attempt: str | None = None
    """The attempt that passed the course, by id; null where no course gave it."""


class CertificateRevoked(Event):
    """A certificate was taken back before its end; the subject is the employee."""

    type: ClassVar[str] = "routing.certificate_revoked.v1"
    topic: ClassVar[str] = "routing.events"

    employee: str
    """Who held it, by id."""
    certificate: str
    """What they do not hold any more, by id, as in `GET /v1/certificates/{certificate}`."""


class CoursePublished(Event):
    """A version of a course was published; the subject is the course."""

    type: ClassVar[str] = "routing.course_published.v1"
    topic: ClassVar[str] = "routing.events"

    course: str
    """What can be learnt, by id, as in `GET /v1/courses/{course}`."""
    course_version: int = Field(ge=1)
    """Which version of it everybody reads now."""
    certificates: tuple[str, ...] = ()
    """What passing it gives, by id; events of older builds say nothing of it."""


class CourseEnrolled(Event):
    """An employee is to learn a course, for the first time or anew; the subject is the employee."""

    type: ClassVar[str] = "routing.course_enrolled.v1"
    topic: ClassVar[str] = "routing.events"

    employee: str
    """Who is enrolled, by id."""
    course: str
    """What they are to learn, by id, as in `GET /v1/courses/{course}`."""
    course_version: int = Field(ge=1)
    """The version they read."""
    how: Literal["self", "person", "audience", "renewal"]
    """By oneself (`self`), by a `person`, in the `audience` of a version, or to renew (`renewal`) what ends."""
    due_at: AwareDatetime | None = None
    """Until when they have; null: no deadline."""


class CoursePassed(Event):
    """An employee passed a course; the subject is the employee."""

    type: ClassVar[str] = "routing.course_passed.v1"
    topic: ClassVar[str] = "routing.events"

    employee: str
    """Who passed it, by id."""
    course: str
    """What they learnt, by id, as in `GET /v1/courses/{course}`."""
    course_version: int = Field(ge=1)
    """The version they were enrolled in."""
    attempt: str | None = None
    """The attempt that passed, by id; null for a course that asks nothing."""


class SurgePlaceOpened(Event):
    """A volunteer has a temporary place for an incident: seats, skills and role until it is closed."""

    type: ClassVar[str] = "routing.surge_place_opened.v1"
    topic: ClassVar[str] = "routing.events"

    incident: str
    """The crisis it is for, by id, as in `GET /v1/incidents/{incident}`."""
    employee: str
    """Who has it, by id."""
    seats: int = Field(ge=1)
    """How many conversations it adds."""
    until: AwareDatetime
    """When it ends by itself."""


class SurgePlaceClosed(Event):
    """A volunteer's temporary place and rights were taken back."""

    type: ClassVar[str] = "routing.surge_place_closed.v1"
    topic: ClassVar[str] = "routing.events"

    incident: str
    """The crisis it was for, by id, as in `GET /v1/incidents/{incident}`."""
    employee: str
    """Who had it, by id."""
    reason: Literal["stood_down", "expired", "withdrawn"]
    """`stood_down` with the incident, `expired` at its end, or `withdrawn` before."""


class StaffingReported(Event):
    """Who could work now, per brand, at a regular interval: what sizing a callout needs. The subject is `staffing`."""

    type: ClassVar[str] = "routing.staffing_reported.v1"
    topic: ClassVar[str] = "routing.events"

    online: int = Field(ge=0)
    """Employees who are there."""
    seats: int = Field(ge=0)
    """Conversations they can hold together."""
    seats_busy: int = Field(ge=0)
    """Seats that are reserved or taken."""
    waiting: int = Field(ge=0)
    """Tasks that nobody was offered yet."""
    oldest_wait_seconds: float = Field(ge=0)
    """How long the first of those waits; 0 where none does."""
    mean_handle_seconds: float | None = Field(default=None, gt=0)
    """How long a task is held on average; null: not known yet."""
    drain_seconds: float | None = Field(default=None, ge=0, description="Until nothing waits if nothing new came.")
    drain_reason: Literal["nobody_online", "no_handling_time_yet"] | None = Field(
        default=None, description="Why nobody can tell the time to drain."
    )
