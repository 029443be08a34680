"""Courses from the domain to the bodies of the API, and back; what learners read has no right answer in it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from contracts.http import routing as http
from services.routing.application.ports import Rollout
from services.routing.domain.course import Audience, CourseEntry, CourseVersion, Lesson, Option, Question
from services.routing.domain.exercise import Criterion, Practice, TriageMessage, Turn


def course_of(id_: str, version: int, written: http.CourseUpdate, by: str, at: datetime) -> CourseVersion:
    """A version from what was written."""
    return CourseVersion(
        id_,
        version,
        written.status,
        written.title,
        written.owner,
        tuple(written.languages),
        written.minutes,
        tuple(_lesson(each) for each in written.lessons),
        written.pass_mark,
        written.attempts_max,
        tuple(dict.fromkeys(written.certificates)),
        _audience(written.audience) if written.audience else None,
        written.deadline_days,
        by,
        at,
    )


def _audience(written: http.CourseAudience) -> Audience:
    return Audience(written.everyone, tuple(written.departments), tuple(written.roles), tuple(written.levels))


def _lesson(written: http.CourseLesson) -> Lesson:
    questions = tuple(
        Question(
            each.id,
            each.text,
            each.kind,
            tuple(Option(option.id, option.text, option.right, option.feedback) for option in each.options),
            each.points,
        )
        for each in written.questions
    )
    practice = _practice(written.practice) if written.practice else None
    triage = tuple(TriageMessage(**each.model_dump()) for each in written.triage)
    return Lesson(written.id, written.title, written.text, questions, practice, triage, written.in_session)


def _practice(written: http.CoursePractice) -> Practice:
    turns = tuple(Turn(each.by, each.text) for each in written.turns)
    criteria = tuple(Criterion(**each.model_dump() | {"terms": tuple(each.terms)}) for each in written.criteria)
    return Practice(turns, criteria)


def version_view(version: CourseVersion) -> http.CourseVersion:
    """A version with its right answers, for its authors."""
    return http.CourseVersion.model_validate(_lists(asdict(version)))


def _lists(value: object) -> object:
    """The value with lists in place of tuples, as a strict model takes them."""
    if isinstance(value, dict):
        return {name: _lists(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [_lists(each) for each in value]
    return value


def summary_view(entry: CourseEntry) -> http.CourseSummary:
    """A course as the catalogue lists it."""
    return http.CourseSummary(
        id=entry.id,
        version=entry.published or entry.version,
        title=entry.title,
        languages=list(entry.languages),
        minutes=entry.minutes,
        certificates=list(entry.certificates),
    )


def learner_view(version: CourseVersion, rollout: Rollout | None) -> http.Course:
    """A version as learners read it."""
    progress = None
    if rollout is not None:
        progress = http.CourseRollout(
            version=rollout.version, enrolled=rollout.enrolled, finished=rollout.finished, at=rollout.at
        )
    return http.Course(
        id=version.id,
        version=version.version,
        title=version.title,
        languages=list(version.languages),
        minutes=version.minutes,
        certificates=list(version.certificates),
        owner=version.owner,
        lessons=[_shown(each) for each in version.lessons],
        pass_mark=version.pass_mark,
        attempts_max=version.attempts_max,
        rollout=progress,
    )


def _shown(lesson: Lesson) -> http.ShownLesson:
    questions = [
        http.ShownQuestion(
            id=each.id,
            text=each.text,
            kind=each.kind,
            options=[http.ShownOption(id=option.id, text=option.text) for option in each.options],
            points=each.points,
        )
        for each in lesson.questions
    ]
    practice = None
    if lesson.practice is not None:
        practice = http.ShownPractice(
            turns=[http.ShownTurn(by=each.by, text=each.text) for each in lesson.practice.turns],
            points=sum(each.points for each in lesson.practice.criteria),
        )
    triage = [http.ShownTriage(id=each.id, text=each.text, points=each.points) for each in lesson.triage]
    return http.ShownLesson(
        id=lesson.id,
        title=lesson.title,
        text=lesson.text,
        questions=questions,
        practice=practice,
        triage=triage,
        in_session=lesson.in_session,
    )
