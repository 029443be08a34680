"""Employees: the directory, its import, presence, shifts and surge places."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, model_validator

from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment
from contracts.http.routing.fields import Flag, Id, Language, Level, Text

Presence = Literal["online", "away", "offline"]


class Certificate(WriteModel):
    """A certificate; it ends at `expires_at`, null is never."""

    id: Id
    expires_at: Moment | None = None


class Shift(WriteModel):
    """A time of work, from the start up to but without the end."""

    starts_at: Moment
    ends_at: Moment

    @model_validator(mode="after")
    def _in_order(self) -> Shift:
        if self.ends_at <= self.starts_at:
            raise ValueError("a shift ends after it starts")
        return self


class ShiftsUpdate(WriteModel):
    """All shifts of an employee, in place of those before; none at all means work whenever online."""

    shifts: list[Shift] = Field(max_length=400)


class EmployeeUpdate(WriteModel):
    """A directory entry. `skills` are proficiencies 1 to 5, `queues` empty means every open queue.

    Presence and surge places stay as they are; shifts too where none are given.
    """

    name: Text = ""
    department: Id | None = None
    languages: list[Language] = Field(default=[], max_length=50)
    skills: dict[Id, Level] = Field(default={}, max_length=100)
    certificates: list[Certificate] = Field(default=[], max_length=100)
    queues: list[Id] = Field(default=[], max_length=100)
    seats: Annotated[int, Field(strict=True, ge=0, le=50)] = 1
    volunteer: Flag = False
    active: Flag = True
    shifts: list[Shift] | None = Field(default=None, max_length=400)


class EmployeeCreate(EmployeeUpdate):
    """One employee of an import. `presence` sets it at once, for entries that come from a telephone system."""

    id: Id
    presence: Presence | None = None


class EmployeeCreateList(WriteModel):
    """Up to 1,000 employees; each is checked for itself and has its own result."""

    items: list[dict[str, Any]] = Field(min_length=1, max_length=1000)


class ItemError(ReadModel):
    """What is wrong with one field of an item."""

    pointer: str
    detail: str
    code: str


class ImportedItem(ReadModel):
    """What became of one item, in the order given; `status` as the item's own PUT would have had it."""

    index: int
    id: str | None
    status: Literal[200, 201, 409, 422]
    version: int | None = None
    errors: list[ItemError] = []


class ImportResult(ReadModel):
    """One result per item."""

    items: list[ImportedItem]


class PresenceUpdate(WriteModel):
    """Whether the employee is there for work.

    Who goes offline gives what they hold back to its queue; `keep_assignments` keeps it.
    It keeps it in silence too (`silent_after_seconds` of a queue), whatever the presence, until the next report.
    """

    presence: Presence
    keep_assignments: Flag = False


class SurgePlace(ReadModel):
    """A temporary place; `closed` says why it ended."""

    incident: str
    seats: int
    skills: dict[str, int]
    queues: list[str]
    until: AwareDatetime
    closed: str | None


class Employee(ReadModel):
    """An employee as they are now; `seats` are their own, those of open places come on top."""

    id: str
    name: str
    department: str | None
    languages: list[str]
    skills: dict[str, int]
    certificates: list[Certificate]
    queues: list[str]
    shifts: list[Shift]
    seats: int
    volunteer: bool
    active: bool
    presence: Presence
    presence_at: AwareDatetime | None
    on_shift: bool
    places: list[SurgePlace]
    version: int
