"""Takeovers: a department has a conversation by the guideline, and it goes to its people and to nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.inbox import DepartmentTakeover
from contracts.routing import OfferClosed, TaskQueued
from services.routing.domain.queue import Queue, RelaxationStep
from services.routing.domain.task import TaskNotAllowed
from tests.support.routing.builders import BRAND, an_employee, stored
from tests.support.routing.rig import Rig, actor

ANNA = an_employee("anna", department="care")
LEO = an_employee("leo", department="legal", queues=("contracts",))
BOSS = actor("boss", for_others=True)


def taken_over(conversation: str = "c1", version: int = 2, **fields: Any) -> Any:
    """Give a message in a conversation that legal has taken over."""
    takeover = DepartmentTakeover(department="legal", rule="court", guideline_version=1)
    return stored(conversation, version, taken_over_by=takeover, **fields)


class TakeoverSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_what_somebody_else_holds_goes_to_the_department(self, rig: Rig) -> None:
        await rig.staff(ANNA, LEO)
        await rig.take_in(stored("c1"))
        held = await rig.accepted("c1")
        assert held.employee == "anna"
        await rig.take_in(taken_over())
        back = await rig.task("c1")
        assert (back.state, back.queued_at, back.decisions[-1].reason) == (
            "waiting",
            held.queued_at,
            "legal takes it over from anna",
        )
        queued = [event.task.conversation for event in await rig.emitted() if isinstance(event, TaskQueued)]
        assert queued == ["c1", "c1"]
        assert await rig.match() == 1
        assert (await rig.task("c1")).employee == "leo", "whatever queues they work in"

    async def test_nobody_else_is_asked_or_given_it_and_how_long_it_waits_changes_nothing(self, rig: Rig) -> None:
        step = RelaxationStep(10, 1, frozenset({"team", "lang"}))
        await rig.stores.rules.put_queue(BRAND, Queue("general", steps=(step,)), None)
        await rig.staff(ANNA)
        await rig.take_in(taken_over(version=1))
        rig.clock.advance(60)
        await rig.core.overdue.turn(BRAND)
        assert await rig.match() == 0
        task = await rig.task("c1")
        assert "team:legal" in task.asks
        with pytest.raises(TaskNotAllowed, match="taken_over"):
            await rig.commands.hand_over(BOSS, "c1", task.epoch, "anna", "assign")

    async def test_an_open_offer_to_somebody_else_is_withdrawn_and_until_then_not_accepted(self, rig: Rig) -> None:
        await rig.staff(ANNA)
        await rig.take_in(stored("c1"))
        await rig.match()
        offered = await rig.task("c1")
        assert offered.offer is not None
        await rig.take_in(taken_over())
        with pytest.raises(TaskNotAllowed, match="taken_over"):
            await rig.commands.accept(actor("anna"), offered.offer.id)
        await rig.core.overdue.turn(BRAND)
        back = await rig.task("c1")
        assert (back.state, back.decisions[-1].reason) == ("waiting", "anna lacks what is asked now: legal")
        assert [event.outcome for event in await rig.emitted() if isinstance(event, OfferClosed)] == ["withdrawn"]

    async def test_who_is_of_the_department_keeps_it(self, rig: Rig) -> None:
        await rig.staff(an_employee("lea", department="legal"))
        await rig.take_in(stored("c1"))
        await rig.accepted("c1")
        await rig.take_in(taken_over(), taken_over(version=3))
        await rig.core.overdue.turn(BRAND)
        task = await rig.task("c1")
        assert (task.state, task.employee, task.facts.department) == ("assigned", "lea", "legal")
