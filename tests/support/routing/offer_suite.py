"""A task given by a person to who is just being asked, or taken from them: one seat, one owner, one end."""

import asyncio

import pytest

from contracts.routing import OfferClosed, TaskAssigned
from services.routing.domain.task import Task, TaskNotAllowed
from tests.support.routing.builders import an_employee, stored
from tests.support.routing.rig import Rig, actor

BOSS = actor("boss", for_others=True)


async def offered_to_anna(rig: Rig) -> tuple[Task, str]:
    await rig.staff(an_employee("anna"))
    await rig.take_in(stored("c1"))
    await rig.match()
    task = await rig.task("c1")
    assert task.offer is not None
    assert (task.state, task.employee) == ("offered", "anna")
    return task, task.offer.id


async def busy_seats(rig: Rig) -> list[str]:
    return [seat["seat"] for seat in await rig.seats() if seat["state"] == "held"]


class OfferSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_a_task_is_assigned_to_who_is_being_asked_on_the_seat_reserved_for_it(self, rig: Rig) -> None:
        task, offer = await offered_to_anna(rig)
        given = await rig.commands.hand_over(BOSS, "c1", task.epoch, "anna", "assign")
        assert (given.state, given.employee, given.epoch) == ("assigned", "anna", task.epoch + 1)
        assert given.assignee == task.assignee
        assert given.decisions[-1].reason == "assigned by boss"
        assert await busy_seats(rig) == ["anna/0"]
        assigned = [event for event in await rig.emitted() if isinstance(event, TaskAssigned)]
        assert [(event.offer, event.task.employee) for event in assigned] == [(offer, "anna")]
        again = await rig.commands.accept(actor("anna"), offer)
        assert again.version == given.version, "accepting what one was given meanwhile changes nothing"
        with pytest.raises(TaskNotAllowed, match="offer_closed"):
            await rig.commands.decline(actor("anna"), offer)

    async def test_who_accepts_a_moment_before_is_who_it_was_assigned_to(self, rig: Rig) -> None:
        task, offer = await offered_to_anna(rig)
        taken = await rig.commands.accept(actor("anna"), offer)
        given = await rig.commands.hand_over(BOSS, "c1", task.epoch, "anna", "assign")
        assert given.version == taken.version
        with pytest.raises(TaskNotAllowed, match="stale_epoch"):
            await rig.commands.hand_over(BOSS, "c1", task.epoch, "ben", "assign")

    async def test_assigning_and_accepting_at_once_is_one_assignment_on_one_seat(self, rig: Rig) -> None:
        task, offer = await offered_to_anna(rig)
        other = rig.another().application.task_commands
        await asyncio.gather(
            rig.commands.hand_over(BOSS, "c1", task.epoch, "anna", "assign"), other.accept(actor("anna"), offer)
        )
        assert await busy_seats(rig) == ["anna/0"]
        assert len([event for event in await rig.emitted() if isinstance(event, TaskAssigned)]) == 1
        assert (await rig.task("c1")).state == "assigned"

    async def test_an_offer_taken_from_who_is_asked_is_told_as_withdrawn(self, rig: Rig) -> None:
        task, offer = await offered_to_anna(rig)
        await rig.staff(an_employee("ben"))
        await rig.commands.hand_over(BOSS, "c1", task.epoch, "ben", "assign")
        assert await busy_seats(rig) == ["ben/0"]
        closed = [event for event in await rig.emitted() if isinstance(event, OfferClosed)]
        assert [(event.offer, event.outcome, event.employee) for event in closed] == [(offer, "withdrawn", "anna")]
