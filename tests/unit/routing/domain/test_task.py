"""The steps of a task: what each allows, and that the epoch grows with every change of owner."""

from dataclasses import replace

import pytest

from services.routing.domain import defaults
from services.routing.domain.task import MAX_DECISIONS, Assignee, Offer, Task, TaskNotAllowed
from services.routing.domain.task_steps import (
    accept,
    assign_to,
    close_offer,
    enqueue,
    fence,
    finish,
    offer_to,
    relax_requirements,
)
from tests.support.routing.builders import NOON, a_task, at

QUEUE = defaults.GENERAL
ANNA = Assignee("anna", "anna/0", "claim1")


def offered() -> Task:
    return offer_to(a_task(), ANNA, Offer("c1.2", NOON, at(60)), 3, "longest idle")


def test_an_offer_reserves_and_an_acceptance_assigns_under_a_new_epoch() -> None:
    task = offered()
    assert (task.state, task.employee, task.epoch) == ("offered", "anna", 2)
    taken = accept(task, "c1.2", at(59))
    assert (taken.state, taken.epoch, taken.assigned_at) == ("assigned", 3, at(59))


@pytest.mark.parametrize(("offer", "seconds", "code"), [("c1.2", 60, "offer_expired"), ("c1.1", 1, "offer_closed")])
def test_an_offer_that_is_over_or_another_cannot_be_accepted(offer: str, seconds: float, code: str) -> None:
    with pytest.raises(TaskNotAllowed, match=code):
        accept(offered(), offer, at(seconds))


def test_only_a_waiting_task_can_be_offered() -> None:
    with pytest.raises(TaskNotAllowed, match="not_waiting"):
        offer_to(offered(), ANNA, Offer("c1.3", NOON, at(60)), 1, "")


def test_a_closed_offer_keeps_the_waiting_time_and_spares_who_did_not_take_it() -> None:
    again = close_offer(offered(), QUEUE, "timed_out", at(60))
    assert (again.state, again.queued_at, again.epoch, again.assignee) == ("waiting", NOON, 3, None)
    assert again.declined == {"anna": at(60 + QUEUE.decline_seconds)}
    twice = close_offer(
        offer_to(again, Assignee("ben", "ben/0", "c"), Offer("c1.4", at(1000), at(1060)), 1, ""),
        QUEUE,
        "declined",
        at(1000),
    )
    assert set(twice.declined) == {"ben"}, "anna's time is over"


def test_every_change_of_owner_raises_the_epoch_and_older_commands_are_fenced() -> None:
    task = accept(offered(), "c1.2", at(1))
    moved = assign_to(task, Assignee("ben", "ben/0", "claim2"), at(2), "boss")
    back = enqueue(moved, QUEUE, at(3), "released", fresh=False)
    assert [task.epoch, moved.epoch, back.epoch, finish(back, "withdrawn", at(4), "").epoch] == [3, 4, 5, 6]
    with pytest.raises(TaskNotAllowed, match="stale_epoch"):
        fence(moved, task.epoch)


def test_who_held_a_task_is_remembered_and_waited_for_when_it_comes_again() -> None:
    done = finish(accept(offered(), "c1.2", at(1)), "done", at(2), "answered")
    again = enqueue(done, QUEUE, at(10), "wrote again", fresh=True)
    assert (again.prefer, again.step_at) == ("anna", at(10 + QUEUE.prefer_last_seconds))
    later = relax_requirements(again, QUEUE, at(10 + QUEUE.prefer_last_seconds))
    assert later.prefer is None
    assert enqueue(done, replace(QUEUE, prefer_last_seconds=0), at(10), "", fresh=True).prefer is None


def test_a_task_that_ended_cannot_end_again_nor_be_assigned() -> None:
    done = finish(a_task(), "done", NOON, "")
    with pytest.raises(TaskNotAllowed, match="ended"):
        finish(done, "done", NOON, "")
    with pytest.raises(TaskNotAllowed, match="ended"):
        assign_to(done, ANNA, NOON, "boss")


def test_decisions_are_remembered_up_to_a_bound_with_the_rule_that_placed_the_task() -> None:
    task = a_task()
    for n in range(MAX_DECISIONS + 5):
        task = task.with_decision(at(n), "offered", reason=str(n))
    assert len(task.decisions) == MAX_DECISIONS
    assert task.decisions[-1].reason == str(MAX_DECISIONS + 4)
    assert task.decisions[-1].rule == "everything-else"
