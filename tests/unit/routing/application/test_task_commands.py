"""What people do with tasks beyond offers: give them back, pass them on; fenced, spared, and refused with a reason."""

from __future__ import annotations

import pytest

from contracts.routing import TaskAssigned, TaskQueued
from services.routing.application.actor import UnknownTask
from services.routing.domain.certificate import Certificate
from services.routing.domain.task import Task, TaskNotAllowed
from services.routing.domain.workflow import Condition, Requirements, Workflow, WorkflowRule
from tests.support.routing.builders import BRAND, an_employee, stored
from tests.support.routing.rig import Rig, actor


async def test_a_task_that_is_released_waits_again_and_is_not_offered_to_who_gave_it_back(rig: Rig) -> None:
    await rig.staff(an_employee("anna"))
    await rig.take_in(stored("c1"))
    held = await rig.accepted("c1")
    back = await rig.commands.release(actor("anna"), "c1", held.epoch)
    assert (back.state, back.employee, back.queued_at) == ("waiting", None, held.queued_at)
    assert "anna" in back.declined
    assert await rig.match() == 0
    await rig.staff(an_employee("ben"))
    assert await rig.match() == 1
    assert (await rig.task("c1")).employee == "ben"


async def test_a_task_that_is_transferred_waits_anew_in_the_other_queue(rig: Rig) -> None:
    await rig.staff(an_employee("anna"))
    await rig.take_in(stored("c1"))
    held = await rig.accepted("c1")
    rig.clock.advance(30)
    moved = await rig.commands.transfer_to_queue(actor("anna"), "c1", held.epoch, "crisis")
    assert (moved.state, moved.placement.queue) == ("waiting", "crisis")
    assert moved.queued_at == rig.clock.now()
    assert "queue:crisis" in moved.asks
    queued = [event for event in await rig.emitted() if isinstance(event, TaskQueued)]
    assert [event.requeued for event in queued] == [False, True]


BAGGAGE = WorkflowRule("baggage", "general", requires=Requirements(skills={"baggage": 3}, certificates=("speak",)))
REFUNDS = WorkflowRule("refunds", "crisis", Condition(topics=frozenset({"refund"})), Requirements(team="care"))


async def put_rules(rig: Rig, version: int, *rules: WorkflowRule) -> None:
    await rig.stores.rules.put_workflow(BRAND, Workflow(version, rules), "boss")


async def transferred_to_crisis(rig: Rig) -> Task:
    """A task that `general` asked much for, in a queue that asks for a department only."""
    await put_rules(rig, 2, REFUNDS, BAGGAGE)
    await rig.staff(an_employee("anna", skills={"baggage": 3}, certificates=(Certificate("speak"),)))
    await rig.take_in(stored("c1"))
    held = await rig.accepted("c1")
    return await rig.commands.transfer_to_queue(actor("anna"), "c1", held.epoch, "crisis")


async def test_a_transfer_takes_what_the_other_queue_asks_and_drops_what_the_first_one_asked(rig: Rig) -> None:
    moved = await transferred_to_crisis(rig)
    assert moved.placement.required == ("queue:crisis", "team:care")
    assert (moved.placement.rule, moved.placement.team) == ("refunds", "care")
    assert moved.placement.transferred_by == "anna"
    assert moved.decisions[-1].required == ("queue:crisis", "team:care")
    assert moved.decisions[-1].reason == "transfer by anna"
    await rig.staff(an_employee("ben", department="care"))
    await rig.match()
    assert (await rig.task("c1")).employee == "ben"


async def test_a_transfer_to_a_queue_no_rule_leads_to_asks_only_for_those_who_work_there(rig: Rig) -> None:
    await put_rules(rig, 2, BAGGAGE)
    await rig.staff(an_employee("anna", skills={"baggage": 3}, certificates=(Certificate("speak"),)))
    await rig.take_in(stored("c1"))
    held = await rig.accepted("c1")
    moved = await rig.commands.transfer_to_queue(actor("anna"), "c1", held.epoch, "crisis")
    assert (moved.placement.required, moved.placement.rule) == (("queue:crisis",), "transfer")


async def test_neither_other_rules_nor_an_incident_nor_a_new_message_undo_a_transfer(rig: Rig) -> None:
    await transferred_to_crisis(rig)
    everything = WorkflowRule("everything", "general")
    await put_rules(rig, 3, WorkflowRule("lane", "general", Condition(incident=True)), REFUNDS, everything)
    await rig.stores.rules.put_incident(BRAND, "inc1", 3, active=True)
    await rig.core.overdue.turn(BRAND)
    assert (await rig.task("c1")).placement.queue == "crisis"
    await rig.take_in(stored("c1", 2))
    task = await rig.task("c1")
    assert (task.placement.queue, task.placement.transferred_by, task.placement.workflow_version) == (
        "crisis",
        "anna",
        3,
    )


async def test_a_transferred_task_asks_what_the_rules_of_today_ask_in_its_queue(rig: Rig) -> None:
    await transferred_to_crisis(rig)
    asks_less = WorkflowRule("all", "crisis", requires=Requirements(team="desk"))
    await put_rules(rig, 3, asks_less)
    await rig.core.overdue.turn(BRAND)
    assert (await rig.task("c1")).asks == ("queue:crisis", "team:desk")


async def test_a_transfer_ends_with_its_task_or_by_the_next_person(rig: Rig) -> None:
    await transferred_to_crisis(rig)
    await rig.staff(an_employee("ben", department="care"))
    held = await rig.accepted("c1")
    boss = actor("boss", for_others=True)
    again = await rig.commands.transfer_to_queue(boss, "c1", held.epoch, "general")
    assert (again.placement.queue, again.placement.transferred_by) == ("general", "boss")
    await rig.take_in(stored("c1", 2, needs_reply=False))
    await put_rules(rig, 3, WorkflowRule("all", "crisis"))
    await rig.take_in(stored("c1", 3))
    task = await rig.task("c1")
    assert (task.placement.queue, task.placement.transferred_by) == ("crisis", None)


async def test_a_task_is_assigned_over_the_head_of_its_holder_under_a_new_epoch(rig: Rig) -> None:
    await rig.staff(an_employee("anna"))
    await rig.take_in(stored("c1"))
    held = await rig.accepted("c1")
    await rig.staff(an_employee("ben"))
    boss = actor("boss", for_others=True)
    given = await rig.commands.hand_over(boss, "c1", held.epoch, "ben", "assign")
    assert (given.employee, given.epoch) == ("ben", held.epoch + 1)
    assert [event.task.employee for event in await rig.emitted() if isinstance(event, TaskAssigned)] == ["anna", "ben"]
    assert {seat["seat"]: seat["state"] for seat in await rig.seats()} == {"anna/0": "free", "ben/0": "held"}


@pytest.mark.parametrize(
    ("employee", "reason"), [("nobody", "no_free_seat"), ("busy", "no_free_seat"), ("anna", "already_theirs")]
)
async def test_a_task_is_not_given_to_who_cannot_take_it(rig: Rig, employee: str, reason: str) -> None:
    await rig.staff(an_employee("anna"), an_employee("busy", seats=0))
    await rig.take_in(stored("c1"))
    held = await rig.accepted("c1")
    with pytest.raises(TaskNotAllowed, match=reason):
        await rig.commands.hand_over(actor("boss", for_others=True), "c1", held.epoch, employee, "assign")
    assert (await rig.task("c1")).employee == "anna"


async def test_a_task_nobody_holds_can_neither_be_released_nor_completed_nor_handed_on(rig: Rig) -> None:
    await rig.staff(an_employee("anna"))
    await rig.take_in(stored("c1"))
    task = await rig.task("c1")
    boss = actor("boss", for_others=True)
    for attempt in (
        rig.commands.release(boss, "c1", task.epoch),
        rig.commands.complete(boss, "c1", task.epoch),
        rig.commands.hand_over(boss, "c1", task.epoch, "anna", "transfer"),
        rig.commands.release(actor("anna"), "c1", task.epoch),
    ):
        with pytest.raises(TaskNotAllowed, match="not_assigned"):
            await attempt


async def test_an_offer_nobody_can_have_made_is_unknown(rig: Rig) -> None:
    await rig.staff(an_employee("anna"))
    await rig.take_in(stored("c1"))
    await rig.match()
    for offer in ("c1.99", "c2.1", "nothing"):
        with pytest.raises(UnknownTask):
            await rig.commands.accept(actor("anna"), offer)
    assert (await rig.stores.tasks.held_by(BRAND, "anna", ["offered"]))[0].conversation == "c1"
