"""Enrolments in courses, and the sessions in which they are taught."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.abuse.states import Command, Stage, Thing, states

BEGINS_SOON = timedelta(seconds=1)
HEARD, LESSON, QUESTION = "hearing", "first", "tone"
OPTIONS = [{"id": "sorry", "text": "Sorry", "right": True}, {"id": "rules", "text": "The rules", "right": False}]
ASKED = {"id": QUESTION, "text": "What comes first?", "kind": "single", "options": OPTIONS}
COURSE: dict[str, Any] = {
    "status": "published",
    "title": "Answering",
    "owner": "eve",
    "languages": ["en"],
    "minutes": 5,
    "lessons": [
        {"id": HEARD, "title": "Hearing", "text": "Listen first"},
        {"id": LESSON, "title": "Being asked", "text": "Answer then", "questions": [ASKED]},
    ],
    "pass_mark": 100,
    "attempts_max": 2,
    "certificates": [],
    "audience": None,
    "deadline_days": None,
}


def _learners(stage: Stage) -> None:
    """`eve` learns and teaches, `ann` looks for a seat."""
    stage.brand.hire("eve")
    stage.brand.hire("ann")


def _course(stage: Stage) -> str:
    at = f"/v1/courses/course-{stage.number()}"
    stage.brand.admin.put(at, COURSE)
    return at


def _answers(option: str) -> dict[str, Any]:
    return {"version": 1, "answers": [{"lesson": LESSON, "question": QUESTION, "options": [option]}]}


def _enrolled(*options: str) -> Callable[[Stage], str]:
    """An enrolment of `eve` after attempts with these answers, before which one of the lessons was done."""

    def made(stage: Stage) -> str:
        at = _course(stage)
        stage.api("eve").post(f"{at}/enrolments", {})
        if options:
            stage.api("eve").post(f"{at}/lessons/{HEARD}/complete", {})
        for option in options:
            stage.api("eve").post(f"{at}/attempts", _answers(option))
        return at

    return made


def _enrolment_state(stage: Stage, at: str) -> str:
    return next(str(each["state"]) for each in stage.brand.every(f"{at}/enrolments") if each["employee"] == "eve")


OPEN = states("enrolled", "in_progress")
ENROLMENT = Thing(
    "enrolment",
    {
        "enrolled": _enrolled(),
        "in_progress": _enrolled("rules"),
        "passed": _enrolled("sorry"),
        "failed": _enrolled("rules", "rules"),
    },
    {
        "attempt": Command("{at}/attempts", OPEN, _answers("sorry"), by="eve"),
        "read": Command(f"{{at}}/lessons/{LESSON}/complete", OPEN, by="eve"),
        "read again": Command(f"{{at}}/lessons/{HEARD}/complete", OPEN | {"passed", "failed"}, by="eve"),
        "enrol": Command("{at}/enrolments", OPEN | {"passed"}, by="eve"),
        "be enrolled": Command("{at}/enrolments", OPEN | {"passed", "failed"}, {"employees": ["eve"]}),
    },
    _learners,
    _enrolment_state,
)


def _session(seats: int, begins_in: timedelta = timedelta(days=1), *signed_up: str) -> Callable[[Stage], str]:
    def made(stage: Stage) -> str:
        sessions = f"{_course(stage)}/sessions"
        starts_at = (datetime.now(UTC) + begins_in).isoformat()
        body = {"starts_at": starts_at, "place": "Hall 2", "instructor": "eve", "seats": seats}
        at = stage.make(sessions, body)
        for who in signed_up:
            stage.api(who).post(f"{at}/sign-up", {})
        return at

    return made


def _session_state(stage: Stage, at: str) -> str:
    shown = stage.brand.admin.get(at)
    if datetime.fromisoformat(shown["starts_at"]) <= datetime.now(UTC):
        return "begun"
    return "full" if shown["taken"] == shown["seats"] else "free"


SESSION = Thing(
    "session",
    {
        "free": _session(2),
        "full": _session(1, timedelta(days=1), "eve"),
        "begun": _session(2, BEGINS_SOON),
    },
    {
        "sign up": Command("{at}/sign-up", states("free"), by="ann"),
        "sign off": Command("{at}/sign-off", states("free", "full"), by="ann"),
        "attendance": Command("{at}/attendance", states("begun"), {"attended": ["ann"]}),
    },
    _learners,
    _session_state,
)

THINGS = [ENROLMENT, SESSION]
