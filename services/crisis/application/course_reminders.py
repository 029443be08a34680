"""Whoever is to learn a course is reminded of its day once, unless they pass before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.timers import NewTimer
from contracts.ids import derived_id
from services.crisis.application.notices import ToTell, raise_notices
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.course_due import CourseDue

COURSE_TIMER = "course"


def course_timer(due: CourseDue) -> NewTimer | None:
    """The timer of a reminder; None where nobody is to be reminded."""
    if due.reminder_at is None:
        return None
    key = f"course/{due.brand}/{derived_id('course due', due.employee, due.course)}"
    payload = {"employee": due.employee, "course": due.course}
    return NewTimer(key, due.brand, COURSE_TIMER, due.reminder_at, payload)


async def remind(unit: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """Raise the notice of a reminder that is due, as the course stands now; one whose day moved waits for it."""
    due = await unit.store.course_dues.of(payload["employee"], payload["course"])
    timer = course_timer(due) if due is not None else None
    if due is None or due.due_at is None or timer is None or due.due_at <= unit.now:
        return
    if timer.due_at > unit.now:
        unit.new_timers.append(timer)
        return
    title = f"The course {due.course} is due on {due.due_at:%Y-%m-%d}"
    told = ToTell("course", due.course, due.employee, title, due.due_at, occasion=due.due_at.isoformat())
    if await unit.store.notices.find(told.id) is None:
        await raise_notices(unit, [told])
