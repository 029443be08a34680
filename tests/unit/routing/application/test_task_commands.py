"""What people do with tasks beyond offers: give them back, pass them on; fenced, spared, and refused with a reason."""

from __future__ import annotations

import pytest

from contracts.routing import TaskAssigned, TaskQueued
from services.routing.application.actor import UnknownTask
from services.routing.domain.task import TaskNotAllowed
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
