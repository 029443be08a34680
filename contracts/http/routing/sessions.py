"""Sessions of courses: when and where a version is taught, who has a seat, and who was there."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment
from contracts.http.routing.fields import Flag, Id, Text
from contracts.http.shown import ShownEmployee

MeetingLink = Annotated[str, Field(max_length=1_000, pattern=r"^(https://[^\s\x00]+)?$", strict=True)]


class CourseSessionCreate(WriteModel):
    """A time at which a course is taught; it has a place or a link."""

    starts_at: Moment
    """When it begins; later than now."""
    place: Text = ""
    """Where it is; empty: behind the link alone."""
    link: MeetingLink = ""
    """Where it is joined from afar (https); empty: at the place alone."""
    instructor: Id | None = None
    """Who teaches it and records who was there, by the id of an employee; null: the caller."""
    seats: Annotated[int, Field(strict=True, ge=1, le=1_000)]
    """How many can sign up."""
    version: Annotated[int, Field(strict=True, ge=1, le=10**8)] | None = None
    """The published version that it teaches; null: the one that is published now."""


class CourseSession(ReadModel):
    """A time at which a version of a course is taught."""

    id: str
    """The session, for signing up; sessions are listed by it, the earliest first."""
    course: str
    """What is taught, by the course's id."""
    version: int
    """The version whose lessons attending it does."""
    starts_at: AwareDatetime
    """When it begins (UTC)."""
    place: str
    """Where it is; empty: behind the link alone."""
    link: str
    """Where it is joined from afar; empty: at the place alone."""
    instructor: str
    """Who teaches it, by the id of an employee."""
    seats: int
    """How many can sign up."""
    taken: int
    """How many have."""
    signed_up: Flag
    """Whether the caller has a seat."""
    participants: list[ShownEmployee] | None
    """Who has a seat, in the order they came; null for who neither teaches it nor writes rules."""
    attended: list[ShownEmployee] | None
    """Who was there; null for who neither teaches it nor writes rules."""


class AttendanceCreate(WriteModel):
    """Who was at a session."""

    attended: list[Id] = Field(min_length=1, max_length=500)
    """Employees by id, with a seat or without, enrolled or not; nobody is taken off by being left out."""
