"""What a new version of a conversation does to its task."""

from dataclasses import replace
from typing import Any

import pytest

from services.routing.domain import defaults
from services.routing.domain.intake import IntakeOutcome, place_anew, take_in
from services.routing.domain.task import Assignee, Offer, Task
from services.routing.domain.task_steps import accept, offer_to
from services.routing.domain.workflow import ActiveIncident
from tests.support.routing.builders import NOON, a_task, at, facts, rules


def held(**fields: Any) -> Task:
    task = offer_to(a_task(), Assignee("anna", "anna/0", "claim"), Offer("c1.2", NOON, at(60)), 1, "")
    return replace(accept(task, "c1.2", at(1)), **fields)


def taken(task: Task | None, replied_by: str | None = None, **fields: Any) -> IntakeOutcome:
    return take_in(task, facts(version=2, **fields), replied_by, rules(), at(100))


@pytest.mark.parametrize("triage", ["respond", "escalate"])
def test_what_wants_an_answer_waits_in_a_queue(triage: str) -> None:
    outcome = take_in(None, facts(triage=triage), None, rules(), NOON)
    assert outcome.effect == "queued"
    assert outcome.after is not None
    assert (outcome.after.state, outcome.after.placement.queue, outcome.after.epoch) == ("waiting", "general", 1)


@pytest.mark.parametrize(
    "fields", [{"triage": "monitor"}, {"triage": "ignore"}, {"needs_reply": False}, {"status": "resolved"}]
)
def test_what_wants_nobody_makes_no_task_and_ends_a_waiting_one(fields: dict[str, Any]) -> None:
    assert taken(None, **fields).after is None
    assert taken(a_task(), **fields).effect == "withdrawn"


def test_an_older_or_equal_version_has_no_effect() -> None:
    task = take_in(None, facts(version=5), None, rules(), NOON).after
    for version in (4, 5):
        assert take_in(task, facts(version=version, triage="ignore"), None, rules(), NOON).effect == "none"


def test_a_reply_of_the_holder_completes_and_one_of_somebody_else_resolves() -> None:
    assert taken(held(), "anna", needs_reply=False).effect == "completed"
    assert taken(held(), "ben", needs_reply=False).effect == "resolved"
    assert taken(held(), None, status="resolved", needs_reply=False).effect == "resolved"
    assert taken(held(), None, triage="ignore").effect == "withdrawn"


def test_a_queue_may_leave_an_answered_conversation_with_its_employee() -> None:
    keeps = {**defaults.QUEUES, "general": replace(defaults.GENERAL, after_reply="keep")}
    outcome = take_in(held(), facts(version=2, needs_reply=False), "anna", rules(queues=keeps), NOON)
    assert (outcome.effect, outcome.after and outcome.after.state) == ("noted", "assigned")


def test_more_messages_do_not_take_a_held_task_from_its_holder_but_count_for_its_urgency() -> None:
    outcome = taken(held(), priority=90)
    assert outcome.after is not None
    assert (outcome.effect, outcome.after.employee, outcome.after.placement.priority) == ("noted", "anna", 90)


def test_a_contact_who_writes_again_after_the_end_waits_anew_for_who_knows_them() -> None:
    ended = taken(held(), "anna", needs_reply=False).after
    again = take_in(ended, facts(version=3), None, rules(), at(200))
    assert again.effect == "requeued"
    assert again.after is not None
    assert (again.after.queued_at, again.after.prefer) == (at(200), "anna")


def test_a_crisis_moves_what_waits_to_its_lane_without_losing_the_time_waited() -> None:
    crisis = rules(incident=ActiveIncident("inc1", 2))
    moved = place_anew(a_task(), crisis, at(50))
    assert moved.effect == "requeued"
    assert moved.after is not None
    placed = moved.after
    assert (placed.placement.queue, placed.placement.priority, placed.queued_at) == ("crisis", 60, NOON)
    assert place_anew(placed, crisis, at(51)).effect == "noted"
