"""What routing says: employees, staffing and learning are copied, work of volunteers is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from chassis.messaging import Delivery, HandlerResult
from chassis.newest import newest
from contracts.event import Event
from contracts.routing import (
    CertificateDefined,
    CourseEnrolled,
    CoursePassed,
    CoursePublished,
    EmployeeChanged,
    StaffingReported,
    TaskCompleted,
)
from services.crisis.application.ports import CourseDueCopy, VolunteerVersion, WorkforceCopy
from services.crisis.application.service_work import RecordServiceWork
from services.crisis.domain.ability import CertificateGives, CourseGives
from services.crisis.domain.callout import Volunteer
from services.crisis.domain.course_due import CourseDue
from services.crisis.domain.service_work import WorkDone
from services.crisis.domain.staffing import StaffingReport

ROUTING_TYPES = (
    EmployeeChanged,
    StaffingReported,
    CertificateDefined,
    CoursePublished,
    CourseEnrolled,
    CoursePassed,
    TaskCompleted,
)


class OnRoutingEvents:
    """Handler of `routing.events`: some bulk writes a batch; an older version never replaces a newer one."""

    def __init__(self, workforce: WorkforceCopy, dues: CourseDueCopy, record_work: RecordServiceWork) -> None:
        self._workforce = workforce
        self._dues = dues
        self._record_work = record_work

    async def __call__(self, batch: Sequence[Delivery]) -> HandlerResult:
        """Copy what changed, and record what was done; a replay of it changes nothing."""
        events = [delivery.event for delivery in batch]
        changed = newest(
            (event for event in events if isinstance(event, EmployeeChanged)),
            lambda event: (event.brand, event.employee),
        )
        reported = newest((event for event in events if isinstance(event, StaffingReported)), lambda event: event.brand)
        await self._workforce.write(
            [VolunteerVersion(event.brand, event.version, _volunteer(event)) for event in changed.values()],
            {brand: _staffing(event) for brand, event in reported.items()},
        )
        defined = newest(
            (event for event in events if isinstance(event, CertificateDefined)),
            lambda event: (event.brand, event.certificate),
        )
        published = newest(
            (event for event in events if isinstance(event, CoursePublished)), lambda event: (event.brand, event.course)
        )
        await self._workforce.write_catalogue(
            [
                CertificateGives(event.brand, event.certificate, event.version or 0, event.abilities)
                for event in defined.values()
            ],
            [
                CourseGives(event.brand, event.course, event.course_version, event.certificates)
                for event in published.values()
            ],
        )
        await self._dues.write(_dues(events))
        done = [work for event in events if isinstance(event, TaskCompleted) and (work := _work(event)) is not None]
        await self._record_work(done)
        return HandlerResult()


def _work(event: TaskCompleted) -> WorkDone | None:
    """The conversation that somebody handled; None where nobody held it, or triage took it away."""
    if event.employee is None or event.handled_seconds is None or event.outcome == "withdrawn":
        return None
    began_at = event.at - timedelta(seconds=event.handled_seconds)
    return WorkDone(event.brand, event.employee, "conversation", event.task.conversation, began_at, event.at)


def _dues(events: Sequence[Event]) -> list[CourseDue]:
    """What was said last of each employee in each course."""
    said: dict[tuple[str, str, str], CourseDue] = {}
    for event in events:
        if isinstance(event, CourseEnrolled):
            due = CourseDue(event.brand, event.employee, event.course, event.at, event.due_at)
        elif isinstance(event, CoursePassed):
            due = CourseDue(event.brand, event.employee, event.course, event.at, passed=True)
        else:
            continue
        name = (due.brand, due.employee, due.course)
        if name not in said or said[name].at <= due.at:
            said[name] = due
    return list(said.values())


def _volunteer(event: EmployeeChanged) -> Volunteer:
    return Volunteer(
        employee=event.employee,
        languages=event.languages,
        skills=tuple(sorted(event.skills.items())),
        presence=event.presence,
        volunteer=event.volunteer,
        on_shift_until=event.on_shift_until,
        surge_incident=event.surge_incident,
        abilities=event.abilities,
        may_answer=event.may_answer,
    )


def _staffing(event: StaffingReported) -> StaffingReport:
    return StaffingReport(
        at=event.at,
        online=event.online,
        seats=event.seats,
        seats_busy=event.seats_busy,
        waiting=event.waiting,
        oldest_wait_seconds=event.oldest_wait_seconds,
        mean_handle_seconds=event.mean_handle_seconds,
    )
