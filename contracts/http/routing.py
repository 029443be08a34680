"""What routing's API takes and gives: employees, presence, shifts, queues, workflows, tasks, offers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from contracts.http.moment import Moment

ID_PATTERN = r"^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$"
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}$"

Id = Annotated[str, Field(pattern=ID_PATTERN, strict=True)]
Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN, strict=True)]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$", strict=True)]
Count = Annotated[int, Field(strict=True, ge=0, le=2**53)]  # what every JSON reader keeps exactly (RFC 8259)
Level = Annotated[int, Field(strict=True, ge=1, le=5)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Flag = Annotated[bool, Field(strict=True)]
Seconds = Annotated[float, Field(ge=0, le=604_800, allow_inf_nan=False)]
Presence = Literal["online", "away", "offline"]
TaskState = Literal["waiting", "offered", "assigned", "done", "withdrawn"]
Drop = Literal["skill", "lang", "team"]
TriageName = Literal["respond", "monitor", "escalate", "ignore"]


class Written(BaseModel):
    """A body that is written: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class CertificateHeld(Written):
    """A certificate; it ends at `expires_at`, null is never."""

    id: Id
    expires_at: Moment | None = None


class ShiftTime(Written):
    """A time of work, from the start up to but without the end."""

    starts_at: Moment
    ends_at: Moment

    @model_validator(mode="after")
    def _in_order(self) -> ShiftTime:
        if self.ends_at <= self.starts_at:
            raise ValueError("a shift ends after it starts")
        return self


class ShiftsWrite(Written):
    """All shifts of an employee, in place of those before; none at all means work whenever online."""

    shifts: list[ShiftTime] = Field(max_length=400)


class EmployeeWrite(Written):
    """A directory entry. `skills` are proficiencies 1 to 5, `queues` empty means every open queue.

    Presence and surge places stay as they are; shifts too where none are given.
    """

    name: Text = ""
    department: Id | None = None
    languages: list[Language] = Field(default=[], max_length=50)
    skills: dict[Id, Level] = Field(default={}, max_length=100)
    certificates: list[CertificateHeld] = Field(default=[], max_length=100)
    queues: list[Id] = Field(default=[], max_length=100)
    seats: Annotated[int, Field(strict=True, ge=0, le=50)] = 1
    volunteer: Flag = False
    active: Flag = True
    shifts: list[ShiftTime] | None = Field(default=None, max_length=400)


class EmployeeImport(EmployeeWrite):
    """One employee of an import. `presence` sets it at once, for entries that come from a telephone system."""

    id: Id
    presence: Presence | None = None


class EmployeesImport(Written):
    """Up to 1,000 employees; each is checked for itself and has its own result."""

    items: list[dict[str, Any]] = Field(min_length=1, max_length=1000)


class ItemError(BaseModel):
    """What is wrong with one field of an item."""

    pointer: str
    detail: str
    code: str


class ImportedItem(BaseModel):
    """What became of one item, in the order given; `status` as the item's own PUT would have had it."""

    index: int
    id: str | None
    status: Literal[200, 201, 409, 422]
    version: int | None = None
    errors: list[ItemError] = []


class ImportResult(BaseModel):
    """One result per item."""

    items: list[ImportedItem]


class PresenceWrite(Written):
    """Whether the employee is there for work."""

    presence: Presence


class SurgePlaceView(BaseModel):
    """A temporary place; `closed` says why it ended."""

    incident: str
    seats: int
    skills: dict[str, int]
    queues: list[str]
    until: AwareDatetime
    closed: str | None


class EmployeeView(BaseModel):
    """An employee as they are now; `seats` are their own, those of open places come on top."""

    id: str
    name: str
    department: str | None
    languages: list[str]
    skills: dict[str, int]
    certificates: list[CertificateHeld]
    queues: list[str]
    shifts: list[ShiftTime]
    seats: int
    volunteer: bool
    active: bool
    presence: Presence
    presence_at: AwareDatetime | None
    on_shift: bool
    places: list[SurgePlaceView]
    version: int


class StepWrite(Written):
    """After `after_seconds` of waiting, ask for lower levels, then not at all. A certificate is never given up."""

    after_seconds: Seconds
    lower_skills: Annotated[int, Field(strict=True, ge=0, le=4)] = 0
    drop: list[Drop] = Field(default=[], max_length=3)


class QueueWrite(Written):
    """How a queue's tasks are offered. `restricted`: only employees and places that name the queue work in it."""

    name: Text
    restricted: Flag
    offer_seconds: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
    decline_seconds: Seconds
    prefer_last_seconds: Seconds
    steps: list[StepWrite] = Field(max_length=20)
    after_reply: Literal["complete", "keep"]


class QueueView(QueueWrite):
    """A queue with its version; 0 is a default nobody has changed yet."""

    id: str
    version: int


class QueueStatus(BaseModel):
    """What waits in a queue now. `drain_seconds`: until it is empty if nothing came, null when nobody can tell."""

    queue: str
    waiting: int
    oldest_wait_seconds: float
    seats_open: int
    seats_free: int
    mean_handle_seconds: float | None
    drain_seconds: float | None


class ConditionWrite(Written):
    """When a rule applies: every field that is set has to hold."""

    channels: list[Id] = Field(default=[], max_length=50)
    integrations: list[Id] = Field(default=[], max_length=200)
    languages: list[Language] = Field(default=[], max_length=50)
    topics: list[Text] = Field(default=[], max_length=100)
    triage: list[TriageName] = Field(default=[], max_length=4)
    visibility: Literal["public", "private"] | None = None
    min_priority: Percent = 0
    incident: Flag | None = None
    min_severity: Annotated[int, Field(strict=True, ge=0, le=3)] = 0


class RequirementsWrite(Written):
    """What a rule asks of an employee; `language` is a tag, or `conversation` for the contact's own."""

    language: Language | Literal["conversation"] | None = None
    skills: dict[Id, Level] = Field(default={}, max_length=50)
    certificates: list[Id] = Field(default=[], max_length=50)
    team: Id | None = None


class RuleWrite(Written):
    """One rule of a workflow: the first that applies decides."""

    id: Id
    queue: Id
    when: ConditionWrite = ConditionWrite()
    requires: RequirementsWrite = RequirementsWrite()
    boost: Percent = 0


class WorkflowWrite(Written):
    """The brand's rules in their order; the last one must have no condition."""

    rules: list[RuleWrite] = Field(min_length=1, max_length=200)


class WorkflowView(WorkflowWrite):
    """A version of the workflow."""

    version: int


class OfferView(BaseModel):
    """A task reserved for an employee, who is asked until `expires_at`; `epoch` is what later commands need."""

    id: str
    conversation: str
    employee: str
    queue: str
    priority: int
    made_at: AwareDatetime
    expires_at: AwareDatetime
    epoch: int
    channel: str
    language: str | None
    reason: str


class TaskView(BaseModel):
    """A conversation waiting for, offered to or held by an employee."""

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
    channel: str
    language: str | None
    triage: str
    topics: list[str]


class DecisionView(BaseModel):
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


class ExplanationView(BaseModel):
    """Why a task is where it is: its latest decisions, oldest first, and who is not asked again until when."""

    conversation: str
    state: TaskState
    decisions: list[DecisionView]
    spared: dict[str, AwareDatetime]


class EpochCommand(Written):
    """A command on a task as the caller knows it; another epoch now is a 409 with the present state."""

    epoch: Count


class AssignCommand(EpochCommand):
    """Give the task to an employee."""

    employee: Id


class TransferCommand(EpochCommand):
    """Give the task to an employee or to a queue: one of the two."""

    employee: Id | None = None
    queue: Id | None = None

    @model_validator(mode="after")
    def _one_target(self) -> TransferCommand:
        if (self.employee is None) == (self.queue is None):
            raise ValueError("name an employee or a queue, one of the two")
        return self
