"""What the rules of routing refuse, as problems: the one table of this service."""

from __future__ import annotations

from chassis.http.paging import etag
from chassis.http.problem import Conflict, FieldError, Forbidden, Invalid, NotFound, PreconditionFailed, Problem
from chassis.http.refusals import Refusals
from services.routing.application.actor import NotTheirs, UnknownTask
from services.routing.application.certificate_commands import TooManyCertificates, UnknownCertificate, UnknownEmployee
from services.routing.application.enrolment_commands import UnknownCourse
from services.routing.application.rule_commands import StaleRules
from services.routing.application.session_commands import NotTheInstructor, UnknownSession
from services.routing.domain.course_rules import WrongCourse
from services.routing.domain.enrolment import EnrolmentNotAllowed
from services.routing.domain.invitation import InvitationRefused
from services.routing.domain.session import SessionRefused
from services.routing.domain.task import Task, TaskNotAllowed

FOR_OTHERS = "tasks:assign"

WHO_CANNOT_HELP = {
    "not_active": "The employee is not active.",
    "not_permitted": "The employee's roles do not let them work on conversations.",
    "guideline_not_accepted": "The employee has not accepted the guideline in time; "
    "GET /v1/guideline/reading is how they read it.",
}

SENTENCES = {
    **WHO_CANNOT_HELP,
    "place_ended": "The employee's surge place has ended.",
    "stale_epoch": "The task has changed hands since you read it.",
    "offer_closed": "The offer is over.",
    "offer_expired": "The offer has expired.",
    "not_assigned": "The task is not assigned to anybody.",
    "not_waiting": "The task does not wait.",
    "already_theirs": "The employee holds the task already.",
    "no_free_seat": "The employee has no free seat.",
    "certificate_missing": "The employee lacks a certificate the task needs.",
    "ended": "The task has ended.",
    "taken_over": "A department has taken the conversation over by the guideline, and the employee is not of it.",
}

ENROLMENT_SENTENCES = {
    "other_version": "The enrolment is in another version of the course; read that one.",
    "passed_already": "The course is passed already; enrol again to pass it anew.",
    "by_attendance": "The lesson is done by attending a session of the course.",
    "not_attended": "The course has a session to attend before its questions are answered.",
    "no_attempts_left": "No attempt is left; somebody with employees:write can enrol them again.",
}

SESSION_SENTENCES = {
    "session_full": "No seat is free; another session may have one.",
    "session_started": "The session has begun; its seats stay as they are.",
    "session_not_started": "The session has not begun; attendance is recorded from then on.",
}

INVITATION_SENTENCES = {
    **WHO_CANNOT_HELP,
    "unknown_employee": "There is no such employee.",
    "not_invited": "You are not invited to help with this conversation.",
    "already_invited": "The employee is invited already.",
    "too_many_invitations": "Five employees are invited already; one has to decline or end first.",
    "invitation_over": "The invitation is over, or was answered otherwise.",
}


def _not_allowed(error: TaskNotAllowed) -> Problem:
    """The refusal's sentence, then how the task stands; `reason` is the code for programs."""
    task = error.task
    lacking = [f"Missing: {', '.join(error.missing)}."] if error.missing else []
    sentences = dict.fromkeys([SENTENCES[error.code], *lacking, standing(task)])
    return Conflict(
        " ".join(sentences),
        state=task.state,
        reason=error.code,
        epoch=task.epoch,
        employee=task.employee,
        queue=task.placement.queue,
        missing_certificates=list(error.missing),
        offer_expires_at=task.offer.expires_at.isoformat() if task.state == "offered" and task.offer else None,
    )


def _enrolment_stands(error: EnrolmentNotAllowed) -> Problem:
    """The refusal's sentence; `reason` is the code for programs, `version` the enrolled one."""
    return Conflict(
        ENROLMENT_SENTENCES[error.code],
        state=error.enrolment.state,
        reason=error.code,
        version=error.enrolment.version,
    )


def standing(task: Task) -> str:
    """One sentence on how the task stands; people are named by their ids."""
    if task.state == "waiting":
        return f"Nobody holds it: it waits in the queue {task.placement.queue}."
    if task.state == "offered" and task.offer is not None:
        return f"It is offered to {task.employee} until {task.offer.expires_at.isoformat()}."
    if task.state == "assigned":
        return f"It is assigned to {task.employee}."
    return SENTENCES["ended"]


REFUSALS: Refusals = {
    UnknownTask: lambda error: NotFound(),
    NotTheirs: lambda error: Forbidden(FOR_OTHERS, "This is somebody else's; acting for others needs tasks:assign."),
    TaskNotAllowed: _not_allowed,
    UnknownEmployee: lambda error: NotFound(),
    UnknownCertificate: lambda error: Invalid(
        [FieldError(error.pointer, "there is no such certificate", "unknown_certificate")]
    ),
    TooManyCertificates: lambda error: Invalid(
        [FieldError("#path/certificate", f"the brand has {error.most} certificates, and can have no more", "limit")]
    ),
    UnknownCourse: lambda error: NotFound(),
    WrongCourse: lambda error: Invalid([FieldError(each.pointer, each.detail, each.code) for each in error.faults]),
    UnknownSession: lambda error: NotFound(),
    NotTheInstructor: lambda error: Forbidden(
        "rules:write", "Attendance is recorded by the instructor of the session, or with rules:write."
    ),
    SessionRefused: lambda error: Conflict(SESSION_SENTENCES[error.code], reason=error.code),
    EnrolmentNotAllowed: _enrolment_stands,
    InvitationRefused: lambda error: Conflict(INVITATION_SENTENCES[error.code], reason=error.code),
    StaleRules: lambda error: PreconditionFailed(etag(error.version)),
}
