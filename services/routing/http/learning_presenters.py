"""Enrolments, attempts and records as read."""

from __future__ import annotations

from datetime import datetime

from contracts.http import routing as http
from services.routing.application.learning_records import LearningRecord
from services.routing.domain.enrolment import OPEN, CourseAttempt, Enrolment
from services.routing.domain.grading import Answers, Choice, Sorting, WrittenAnswer
from services.routing.http.certificate_presenters import held_view


def enrolment_view(enrolment: Enrolment, now: datetime) -> http.Enrolment:
    """An enrolment as read."""
    return http.Enrolment(
        course=enrolment.course,
        version=enrolment.version,
        employee=enrolment.employee,
        state=enrolment.state,
        enrolled_at=enrolment.enrolled_at,
        enrolled_how=enrolment.enrolled_how,
        enrolled_by=enrolment.enrolled_by,
        due_at=enrolment.due_at,
        overdue=enrolment.overdue(now),
        lessons=[http.LessonProgress(lesson=lesson, at=at) for lesson, at in enrolment.lessons.items()],
        attempts=enrolment.attempts,
        best_percent=enrolment.best_percent,
        ended_at=enrolment.ended_at,
    )


def answers_of(body: http.CourseAttemptCreate) -> Answers:
    """All answers of an attempt."""
    return Answers(
        tuple(Choice(each.lesson, each.question, tuple(each.options)) for each in body.answers),
        tuple(WrittenAnswer(each.lesson, each.text) for each in body.written),
        tuple(Sorting(each.lesson, each.message, each.triage) for each in body.sorted),
    )


def attempt_view(attempt: CourseAttempt) -> http.CourseAttempt:
    """A graded attempt as read."""
    return http.CourseAttempt(
        id=attempt.id,
        course=attempt.course,
        version=attempt.version,
        at=attempt.at,
        points=attempt.points,
        points_max=attempt.points_max,
        percent=attempt.percent,
        passed=attempt.passed,
        attempts_left=attempt.attempts_left,
        questions=[
            http.AnsweredQuestion(
                lesson=each.lesson,
                question=each.question,
                points=each.points,
                points_max=each.points_max,
                feedback=list(each.feedback),
                kind=each.kind,
            )
            for each in attempt.results
        ],
        certificates=list(attempt.certificates),
        withheld=list(attempt.withheld),
    )


def learning_view(record: LearningRecord, now: datetime) -> http.Learning:
    """An employee's record as read."""
    due = sorted((each.due_at, each.course) for each in record.enrolments if each.state in OPEN and each.due_at)
    return http.Learning(
        employee=record.employee,
        enrolments=[enrolment_view(each, now) for each in record.enrolments],
        due=[course for _, course in due],
        certificates=[held_view(each, now) for each in record.certificates],
        abilities=list(record.abilities),
        missing=[
            http.AbilityMissing(
                ability=each.ability,
                ways=[http.CertificateWay(certificate=way.certificate, courses=list(way.courses)) for way in each.ways],
            )
            for each in record.missing
        ],
    )
