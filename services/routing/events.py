"""Tasks and employees as contract events; ids derive from their cause and the new version."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from contracts.event import Event
from contracts.ids import derived_id
from contracts.routing import (
    CertificateDefined,
    CertificateIssued,
    CertificateRevoked,
    CourseEnrolled,
    CoursePassed,
    CoursePublished,
    EmployeeChanged,
    Explanation,
    InvitationChanged,
    OfferClosed,
    OfferMade,
    StaffingReported,
    SurgePlaceClosed,
    SurgePlaceOpened,
    TaskAssigned,
    TaskCompleted,
    TaskQueued,
    TaskSnapshot,
)
from services.routing.domain.certificate import (
    CertificateDefinition,
    abilities_of,
    issued_between,
    revoked_between,
)
from services.routing.domain.course import CourseVersion
from services.routing.domain.employee import (
    Employee,
    VolunteerPlace,
    held_certificates,
    open_places,
    shift_now,
    skills_now,
)
from services.routing.domain.enrolment import Enrolment
from services.routing.domain.staffing import Staffing
from services.routing.domain.task import RoutingDecision, Task

Ending = Literal["completed", "resolved", "withdrawn"]

REASON_LIMIT = 512  # characters, as in the contract


def snapshot(task: Task) -> TaskSnapshot:
    """The task as other services see it."""
    return TaskSnapshot(
        conversation=task.conversation,
        queue=task.placement.queue,
        team=task.placement.team,
        state=task.state,
        priority=task.placement.priority,
        due_at=task.facts.due_at,
        employee=task.employee,
        epoch=task.epoch,
        queued_at=task.queued_at,
        channel=task.facts.channel,
        language=task.facts.language,
    )


def explanation(decision: RoutingDecision) -> Explanation:
    """A decision as other services read it."""
    return Explanation(
        workflow_version=decision.workflow_version,
        rule=decision.rule,
        required=decision.required,
        relaxed=decision.relaxed,
        candidates=decision.candidates,
        reason=decision.reason[:REASON_LIMIT],
    )


def queued(brand: str, task: Task, cause: str, at: datetime, *, again: bool) -> TaskQueued:
    """The task waits, for the first time or again."""
    return TaskQueued.after(
        cause, _part(task), **_common(brand, task, at), explanation=explanation(task.decisions[-1]), requeued=again
    )


def offer_made(brand: str, task: Task, cause: str, at: datetime) -> OfferMade:
    """An employee is asked."""
    if task.offer is None:
        raise ValueError("a task without an offer cannot tell of one")
    return OfferMade.after(
        cause,
        _part(task),
        **_common(brand, task, at),
        offer=task.offer.id,
        expires_at=task.offer.expires_at,
        explanation=explanation(task.decisions[-1]),
        waited_seconds=task.waited_seconds(at),
    )


def offer_closed(
    brand: str,
    before: Task,
    task: Task,
    outcome: Literal["declined", "timed_out", "withdrawn"],
    cause: str,
    at: datetime,
) -> OfferClosed:
    """The offer of `before` ended without an assignment; `task` is as it is afterwards."""
    if before.offer is None:
        raise ValueError("a task without an offer cannot tell of its end")
    return OfferClosed.after(
        cause,
        _part(task),
        **_common(brand, task, at),
        offer=before.offer.id,
        outcome=outcome,
        employee=before.employee,
    )


def assigned(brand: str, task: Task, cause: str, at: datetime) -> TaskAssigned:
    """An employee owns the conversation."""
    offer = task.offer.id if task.offer else None
    waited = task.waited_seconds(at)
    return TaskAssigned.after(cause, _part(task), **_common(brand, task, at), offer=offer, waited_seconds=waited)


def completed(
    brand: str,
    before: Task,
    task: Task,
    outcome: Ending,
    cause: str,
    at: datetime,
) -> TaskCompleted:
    """The task ended; the time it was held is there where it was assigned."""
    return TaskCompleted.after(
        cause,
        _part(task),
        **_common(brand, task, at),
        outcome=outcome,
        employee=before.employee,
        handled_seconds=handled_seconds(before, at),
    )


def invitations_changed(brand: str, before: Task, after: Task, cause: str, at: datetime) -> list[Event]:
    """Each invitation of a task that a step made, answered or ended."""
    return [
        InvitationChanged.after(
            cause,
            f"{_part(after)}/invitation/{each.employee}",
            brand=brand,
            subject=after.conversation,
            version=after.version,
            at=at,
            conversation=after.conversation,
            employee=each.employee,
            by=each.by,
            state=each.state,
            until=each.until,
        )
        for each in after.invitations
        if each not in before.invitations
    ]


def handled_seconds(before: Task, at: datetime) -> float | None:
    """The time the task was assigned to its employee, in seconds."""
    if before.state != "assigned" or before.assigned_at is None:
        return None
    return max(0.0, (at - before.assigned_at).total_seconds())


def cause_of(brand: str, employee: Employee) -> str:
    """The id by which all events of one change of an employee go together."""
    return derived_id(brand, "employee", employee.id, str(employee.version))


def once_more(event: Event, form: int) -> Event:
    """The event as it is published again in a later form: one of its own, which nobody takes for the first."""
    return event.model_copy(update={"id": derived_id(event.id, "once_more", str(form))})


def employee_changed(brand: str, employee: Employee, cause: str, at: datetime) -> EmployeeChanged:
    """The employee as others see them; seats include those of open places."""
    places = open_places(employee, at)
    shift = shift_now(employee, at)
    return EmployeeChanged.after(
        cause,
        f"{employee.id}/{employee.version}",
        brand=brand,
        subject=employee.id,
        version=employee.version,
        at=at,
        employee=employee.id,
        department=employee.department,
        role=employee.role,
        level=employee.level,
        languages=employee.languages,
        skills=skills_now(employee, at),
        certificates=held_certificates(employee, at),
        certificates_until={
            each.id: each.expires_at
            for each in employee.certificates
            if each.expires_at is not None and each.expires_at > at
        },
        abilities=abilities_of(employee.certificates, at),
        volunteer=employee.volunteer,
        may_answer=employee.may_answer,
        presence=employee.presence if employee.active else "offline",
        seats=employee.seats + sum(place.seats for place in places),
        on_shift_until=shift.ends_at if shift else None,
        surge_incident=places[-1].incident if places else None,
    )


def certificates_changed(
    brand: str, before: Employee | None, after: Employee, cause: str, at: datetime
) -> tuple[Event, ...]:
    """Each certificate that a change of an employee issued or took back."""
    held = before.certificates if before else ()
    of = {"brand": brand, "subject": after.id, "version": after.version, "at": at, "employee": after.id}
    issued = [
        CertificateIssued.after(
            cause,
            each.id,
            **of,
            certificate=each.id,
            how=each.how,
            expires_at=each.expires_at,
            attempt=each.evidence if each.how == "course" else None,
        )
        for each in issued_between(held, after.certificates)
    ]
    revoked = [
        CertificateRevoked.after(cause, each.id, **of, certificate=each.id)
        for each in revoked_between(held, after.certificates)
    ]
    return (*issued, *revoked)


def certificate_defined(brand: str, definition: CertificateDefinition, at: datetime) -> CertificateDefined:
    """The catalogue says this of a certificate from now on."""
    return CertificateDefined(
        id=derived_id(brand, CertificateDefined.type, definition.id, str(definition.version)),
        brand=brand,
        subject=definition.id,
        version=definition.version,
        at=at,
        certificate=definition.id,
        abilities=definition.abilities,
    )


def course_published(brand: str, course: CourseVersion, at: datetime) -> CoursePublished:
    """Everybody reads this version now."""
    return CoursePublished(
        id=derived_id(brand, CoursePublished.type, course.id, str(course.version)),
        brand=brand,
        subject=course.id,
        version=course.version,
        at=at,
        course=course.id,
        course_version=course.version,
        certificates=course.certificates,
    )


def course_enrolled(brand: str, enrolment: Enrolment, at: datetime) -> CourseEnrolled:
    """Somebody is to learn a course; each round of an employee in a course begins once."""
    return CourseEnrolled(
        id=derived_id(brand, CourseEnrolled.type, enrolment.course, enrolment.employee, str(enrolment.round)),
        brand=brand,
        subject=enrolment.employee,
        at=at,
        employee=enrolment.employee,
        course=enrolment.course,
        course_version=enrolment.version,
        how=enrolment.enrolled_how,
        due_at=enrolment.due_at,
    )


def course_passed(brand: str, enrolment: Enrolment, attempt: str | None, at: datetime) -> CoursePassed:
    """An enrolment ended with a pass; each round of an employee in a course passes once."""
    return CoursePassed(
        id=derived_id(brand, CoursePassed.type, enrolment.course, enrolment.employee, str(enrolment.round)),
        brand=brand,
        subject=enrolment.employee,
        at=at,
        employee=enrolment.employee,
        course=enrolment.course,
        course_version=enrolment.version,
        attempt=attempt,
    )


def place_opened(brand: str, employee: Employee, place: VolunteerPlace, at: datetime) -> SurgePlaceOpened:
    """A temporary place holds."""
    return SurgePlaceOpened.after(
        place.grant,
        "opened",
        **_of_place(brand, employee, at),
        incident=place.incident,
        seats=place.seats,
        until=place.until,
    )


def place_closed(
    brand: str,
    employee: Employee,
    place: VolunteerPlace,
    reason: Literal["stood_down", "expired", "withdrawn"],
    at: datetime,
) -> SurgePlaceClosed:
    """A surge place is closed; derived from its grant, so it is emitted once however it ended."""
    return SurgePlaceClosed.after(
        place.grant, "closed", **_of_place(brand, employee, at), incident=place.incident, reason=reason
    )


def staffing_reported(brand: str, staffing: Staffing, at: datetime) -> StaffingReported:
    """The staffing of the moment."""
    return StaffingReported(
        id=derived_id(brand, "staffing", at.isoformat()),
        brand=brand,
        subject="staffing",
        at=at,
        online=staffing.online,
        seats=staffing.seats,
        seats_busy=staffing.seats_busy,
        waiting=staffing.waiting,
        oldest_wait_seconds=staffing.oldest_wait_seconds,
        mean_handle_seconds=staffing.mean_handle_seconds or None,
        drain_seconds=staffing.drain.seconds,
        drain_reason=staffing.drain.reason,
    )


def _part(task: Task) -> str:
    return f"{task.conversation}/{task.version}"


def _common(brand: str, task: Task, at: datetime) -> dict[str, object]:
    return {
        "brand": brand,
        "subject": task.conversation,
        "version": task.version,
        "at": at,
        "task": snapshot(task),
    }


def _of_place(brand: str, employee: Employee, at: datetime) -> dict[str, object]:
    return {
        "brand": brand,
        "subject": employee.id,
        "version": employee.version,
        "at": at,
        "employee": employee.id,
    }
