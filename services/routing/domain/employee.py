"""An employee of the directory: what they can do, when they work, and which seats follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from services.routing.domain import tokens
from services.routing.domain.certificate import Certificate

Presence = Literal["online", "away", "offline"]


@dataclass(frozen=True, slots=True)
class Shift:
    """A time someone works, from the start up to but without the end."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class VolunteerPlace:
    """A temporary place of a volunteer in an incident; `grant` is the event that gave it, so a replay gives no other.

    `queues` empty means every open queue. `closed` says why it ended, None while it holds; what is held on its seats
    then goes back to its queue at `back_at`.
    """

    incident: str
    grant: str
    seats: int
    skills: Mapping[str, int]
    queues: tuple[str, ...]
    until: datetime
    closed: str | None = None
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Employee:
    """Someone who can answer. Without shifts they may work whenever they are online; `queues` empty: all open ones.

    `keeps_assignments`: whether they keep what they hold while they are offline; `keeps_in_silence`: whether they chose
    to keep it without a sign of life too.
    `role` and `level` are of their job in the company, 1 to 5, for audiences; they decide nothing about access.
    `permitted`: whether their roles let them work on seats of their own; a place gives the right for its own seats.
    `may_answer`: false while they have not accepted the guideline and it is overdue; no place gives that right.
    """

    id: str
    name: str = ""
    department: str | None = None
    role: str | None = None
    level: int | None = None
    languages: tuple[str, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    certificates: tuple[Certificate, ...] = ()
    queues: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    seats: int = 1
    volunteer: bool = False
    active: bool = True
    permitted: bool = True
    may_answer: bool = True
    presence: Presence = "offline"
    presence_at: datetime | None = None
    keeps_assignments: bool = True
    keeps_in_silence: bool = False
    places: tuple[VolunteerPlace, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class DirectoryPerson:
    """A person of the gateway's directory: whether they may sign in, and whether their roles let them take work."""

    name: str
    active: bool
    may_work: bool
    version: int = 0


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """A seat an employee should have now: its number, whether it may take work, and its tokens."""

    number: str
    open: bool
    tokens: frozenset[str]
    incident: str | None = None


def next_version(before: Employee | None, after: Employee) -> Employee:
    """A changed employee under the version after the one it was read at."""
    return replace(after, version=before.version + 1 if before else 1)


def with_presence(employee: Employee, presence: Presence, now: datetime, *, keep_assignments: bool = False) -> Employee:
    """The employee as they report themselves; who goes offline gives back what they hold unless they keep it."""
    keeps = presence != "offline" or keep_assignments
    at = employee.presence_at if employee.presence == presence else now
    return replace(
        employee, presence=presence, presence_at=at, keeps_assignments=keeps, keeps_in_silence=keep_assignments
    )


def held_certificates(employee: Employee, now: datetime) -> tuple[str, ...]:
    """The certificates that are valid now."""
    return tuple(each.id for each in employee.certificates if each.valid(now))


def skills_now(employee: Employee, now: datetime) -> dict[str, int]:
    """Their own skills with those that their valid certificates give, each at its highest level."""
    own = [employee.skills, *(each.skills for each in employee.certificates if each.valid(now))]
    return highest(own)


def highest(skills: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Skills of several origins together, each at its highest level."""
    levels: dict[str, int] = {}
    for each in skills:
        for name, level in each.items():
            levels[name] = max(level, levels.get(name, 0))
    return levels


def shift_now(employee: Employee, now: datetime) -> Shift | None:
    """The shift the employee is in, the longest when they overlap."""
    current = [shift for shift in employee.shifts if shift.starts_at <= now < shift.ends_at]
    return max(current, key=lambda shift: shift.ends_at, default=None)


def on_shift(employee: Employee, now: datetime) -> bool:
    """Whether the employee works now; without shifts an employee is not bound to any."""
    return not employee.shifts or shift_now(employee, now) is not None


def open_places(employee: Employee, now: datetime) -> tuple[VolunteerPlace, ...]:
    """The temporary places that hold now."""
    return tuple(place for place in employee.places if place.closed is None and place.until > now)


def seat_plans(employee: Employee, open_queues: Iterable[str], now: datetime) -> tuple[SeatPlan, ...]:
    """All seats the employee should have now; a place's seats carry the place's skills and queues, and no others do."""
    present = employee.active and employee.presence == "online" and employee.may_answer
    personal = tokens.languages(employee.languages) | {
        tokens.certificate(each) for each in held_certificates(employee, now)
    }
    if employee.department:
        personal |= {tokens.team(employee.department)}
    general = tuple(open_queues)
    own_skills = skills_now(employee, now)
    regular = personal | tokens.skills(own_skills) | {tokens.queue(each) for each in employee.queues or general}
    working = present and employee.permitted and on_shift(employee, now)
    plans = [SeatPlan(str(n), working, frozenset(regular)) for n in range(employee.seats)]
    for place in open_places(employee, now):
        levels = highest([own_skills, place.skills])
        queues = {tokens.queue(each) for each in place.queues or general}
        carried = frozenset(personal | tokens.skills(levels) | queues)
        plans += [SeatPlan(f"{place.incident}:{n}", present, carried, place.incident) for n in range(place.seats)]
    return tuple(plans)


def next_change(employee: Employee, now: datetime) -> datetime | None:
    """When something is due without anybody's doing: at a shift's edge, a certificate's or a place's end, a renewal."""
    renewals = [each.renew_at for each in employee.certificates if each.renew_at is not None and each.valid(now)]
    moments = [each.expires_at for each in employee.certificates if each.expires_at is not None]
    moments += [edge for shift in employee.shifts for edge in (shift.starts_at, shift.ends_at)]
    moments += [place.until for place in employee.places if place.closed is None]
    return min([*renewals, *(moment for moment in moments if moment > now)], default=None)
