"""Employees: the directory, its import, presence, shifts and surge places."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, model_validator

from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment
from contracts.http.routing.fields import Flag, Id, Language, Level, Text
from contracts.http.shown import ShownEmployee, ShownIncident, ShownVersion

Presence = Literal["online", "away", "offline"]


class Certificate(WriteModel):
    """A certificate that an employee holds."""

    id: Id
    """The certificate, by the name that rules ask for, such as `speak`."""
    expires_at: Moment | None = None
    """From then on it does not count; null: it does not end."""


class Shift(WriteModel):
    """A time of work, from the start up to but without the end."""

    starts_at: Moment
    """When work begins."""
    ends_at: Moment
    """When it is over; after the start."""

    @model_validator(mode="after")
    def _in_order(self) -> Shift:
        if self.ends_at <= self.starts_at:
            raise ValueError("a shift ends after it starts")
        return self


class ShiftsUpdate(WriteModel):
    """All shifts of an employee, in place of those before; none at all means work whenever online."""

    shifts: list[Shift] = Field(max_length=400)
    """In any order; where some overlap, being in one is enough."""


class EmployeeUpdate(WriteModel):
    """A directory entry. Presence and surge places stay as they are; shifts too where none are given."""

    name: Text = ""
    """Their name for people; empty: that of the person of the same id, where there is one."""
    department: Id | None = None
    """The team they belong to, for rules that ask for a `team`; null: none."""
    role: Id | None = None
    """What they do in the company, such as `engineer`, for audiences of courses; null: not said. It gives no access."""
    level: Level | None = None
    """How far they stand in the company, 1 to 5, for audiences of courses; null: not said."""
    languages: list[Language] = Field(default=[], max_length=50)
    """What they answer in (BCP 47); `nl-BE` serves who asks for `nl-BE` and for `nl`."""
    skills: dict[Id, Level] = Field(default={}, max_length=100)
    """Proficiency from 1 to 5 by skill; who has 4 serves who asks for 1 to 4."""
    certificates: list[Certificate] = Field(default=[], max_length=100)
    """Rights to speak for the brand, which neither routing nor sending waives. It governs what entries gave: what a
    course or a person gave stays, and what was revoked stays revoked."""
    queues: list[Id] = Field(default=[], max_length=100)
    """The queues they work in; empty: every queue that is not restricted."""
    seats: Annotated[int, Field(strict=True, ge=0, le=50)] = 1
    """How many conversations they can hold at once; surge places add to it."""
    volunteer: Flag = False
    """Whether callouts may ask them for help in a crisis."""
    active: Flag = True
    """false: gets nothing, and what they hold goes back to its queue."""
    shifts: list[Shift] | None = Field(default=None, max_length=400)
    """All their shifts in place of those before; null: those stay, and who has none works whenever online."""


class EmployeeCreate(EmployeeUpdate):
    """One employee of an import, such as of a telephone system that tells their presence too."""

    id: Id
    """The id, which is the person's in the gateway too; an entry of this id is written anew."""
    presence: Presence | None = None
    """Reported for them at once; null: it stays, and is `offline` for a new one."""


class EmployeeCreateList(WriteModel):
    """Up to 1,000 employees; each is checked for itself and has its own result."""

    items: list[dict[str, Any]] = Field(min_length=1, max_length=1000)
    """Up to 1,000 entries as the item's own PUT takes them, each with its `id` and perhaps `presence`."""


class ItemError(ReadModel):
    """What is wrong with one field of an item."""

    pointer: str
    """JSON pointer to the field within the item; empty: the item itself."""
    detail: str
    """What is wrong, in words; it repeats nothing of the item."""
    code: str
    """What is wrong, for programs, such as `missing`, `duplicate` or `conflict`."""


class ImportedItem(ReadModel):
    """What became of one item, in the order given; `status` as the item's own PUT would have had it."""

    index: int
    """The place of the item in the request, from 0."""
    id: str | None
    """The id it named; null where it named none."""
    status: Literal[200, 201, 409, 422]
    """200 changed, 201 new, 409 changed by somebody else at the same moment, 422 wrong."""
    version: int | None = None
    """The version of the employee's entry after it; null where it was not written."""
    errors: list[ItemError] = []
    """What kept it from being written; empty where it was."""


class ImportResult(ReadModel):
    """One result per item."""

    items: list[ImportedItem]
    """In the order given."""


class PresenceUpdate(WriteModel):
    """Whether the employee is there for work.

    Who goes offline gives what they hold back to its queue; `keep_assignments` keeps it.
    It keeps it in silence too (`silent_after_seconds` of a queue), whatever the presence, until the next report.
    """

    presence: Presence
    """`online` gets offers, `away` keeps what they hold and gets none, `offline` is not at work."""
    keep_assignments: Flag = False
    """Whether they keep what they hold while they are offline or silent."""


class SurgePlace(ReadModel):
    """Temporary seats of a volunteer in an incident."""

    incident: ShownIncident
    seats: int
    """Conversations it lets them hold on top of their own."""
    skills: dict[str, int]
    """Proficiency from 1 to 5 by skill that its seats have besides their own."""
    queues: list[str]
    """The queues its seats work in; empty: every queue that is not restricted."""
    until: AwareDatetime
    """When it ends by itself (UTC)."""
    closed: str | None
    """Why it ended: `stood_down` with its incident, `expired`, `withdrawn`, or `replaced` by a newer one; null while
    it holds."""


class Employee(ReadModel):
    """An employee as they are now."""

    id: ShownEmployee
    name: str
    """Their name for people; empty where nobody gave one."""
    department: str | None
    """The team they belong to; null: none."""
    role: str | None
    """What they do in the company; null: not said."""
    level: int | None
    """How far they stand in the company, 1 to 5; null: not said."""
    languages: list[str]
    """What they answer in (BCP 47)."""
    skills: dict[str, int]
    """Proficiency from 1 to 5 by skill."""
    certificates: list[Certificate]
    """Those that were not revoked, also those that have ended; `GET …/certificates` says how each was given."""
    queues: list[str]
    """The queues they work in; empty: every queue that is not restricted."""
    shifts: list[Shift]
    """Their shifts, the earliest first; without any they work whenever they are online."""
    seats: int
    """How many conversations they can hold at once, without those of surge places."""
    volunteer: bool
    """Whether callouts may ask them for help in a crisis."""
    active: bool
    """Whether they get anything at all."""
    may_answer: bool
    """false: they have not accepted the guideline in time, so they get nothing on any seat, and what they held went
    back to its queue; `GET /v1/guideline/reading` is how they read it."""
    presence: Presence
    """As last reported: `online`, `away`, or `offline`; who is silent too long is set `away`."""
    presence_at: AwareDatetime | None
    """Since when the presence is this (UTC); null where none was ever reported."""
    on_shift: bool
    """Whether they are in a shift at this moment, or have none to keep to."""
    places: list[SurgePlace]
    """Temporary seats in crises: those that hold, and the newest 20 of those that ended."""
    version: ShownVersion
