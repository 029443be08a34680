"""What a refused command on a task answers: a code for programs, and how the task stands for people."""

from dataclasses import replace

import pytest

from chassis.http.problem import Invalid
from services.routing.application.certificate_commands import TooManyCertificates
from services.routing.domain.task import Assignee, Offer, Task, TaskNotAllowed
from services.routing.domain.task_steps import accept, finish, offer_to
from services.routing.http.errors import REFUSALS
from tests.support.routing.builders import NOON, a_task, at

WAITING = a_task()
OFFERED = offer_to(WAITING, Assignee("anna", "anna/0", "claim"), Offer("c1.2", NOON, at(60)), 1, "")
ASSIGNED = accept(OFFERED, "c1.2", at(1))
ENDED = finish(ASSIGNED, "done", at(2), "")
UNTIL = "2026-03-02T12:01:00+00:00"


@pytest.mark.parametrize(
    ("task", "code", "detail"),
    [
        (
            WAITING,
            "not_assigned",
            "The task is not assigned to anybody. Nobody holds it: it waits in the queue general.",
        ),
        (OFFERED, "not_assigned", f"The task is not assigned to anybody. It is offered to anna until {UNTIL}."),
        (ASSIGNED, "stale_epoch", "The task has changed hands since you read it. It is assigned to anna."),
        (ENDED, "ended", "The task has ended."),
        (ENDED, "not_assigned", "The task is not assigned to anybody. The task has ended."),
    ],
)
def test_a_refusal_says_how_the_task_stands(task: Task, code: str, detail: str) -> None:
    problem = REFUSALS[TaskNotAllowed](TaskNotAllowed(task, code))
    assert (problem.status, problem.body["reason"], problem.body["detail"]) == (409, code, detail)
    assert (problem.body["state"], problem.body["employee"]) == (task.state, task.employee)


def test_a_missing_certificate_is_named() -> None:
    body = REFUSALS[TaskNotAllowed](TaskNotAllowed(OFFERED, "certificate_missing", ("fly", "speak"))).body
    assert body["missing_certificates"] == ["fly", "speak"]
    assert body["detail"].startswith("The employee lacks a certificate the task needs. Missing: fly, speak. It is")


def test_a_full_catalogue_points_to_the_id() -> None:
    problem = REFUSALS[TooManyCertificates](TooManyCertificates(500))
    assert isinstance(problem, Invalid)
    (wrong,) = problem.body["errors"]
    assert (problem.status, wrong["pointer"], wrong["code"]) == (422, "#path/certificate", "limit")


def test_the_end_of_an_offer_is_told_while_it_is_open_only() -> None:
    ends = [
        REFUSALS[TaskNotAllowed](TaskNotAllowed(task, "ended")).body["offer_expires_at"]
        for task in (OFFERED, ASSIGNED, replace(WAITING, offer=None))
    ]
    assert ends == [UNTIL, None, None]
