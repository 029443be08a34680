"""Surge: places open seats, incidents move the backlog to the crisis lane, and all of it reverts."""

from typing import Any

import pytest

from contracts.crisis import IncidentDeclared, IncidentStoodDown, PlaceRevoked
from contracts.directory import PersonChanged
from contracts.routing import EmployeeChanged, OfferClosed, SurgePlaceClosed, SurgePlaceOpened, TaskQueued
from services.routing.application.actor import Actor
from services.routing.domain.task import Task, TaskNotAllowed
from tests.support.routing.builders import BRAND, NOON, an_employee, at, granted, stored
from tests.support.routing.rig import Rig

DECLARED = IncidentDeclared(
    id="d1", brand=BRAND, subject="inc1", at=NOON, incident="inc1", title="Ash", severity=2, declared_by="detection"
)
REVOKED = PlaceRevoked(
    id="r1", brand=BRAND, subject="inc1", at=NOON, incident="inc1", employee="vera", reason="stood_down"
)
STOOD_DOWN = IncidentStoodDown(
    id="s1", brand=BRAND, subject="inc1", at=NOON, incident="inc1", by="boss", lasted_seconds=60
)

FINISHING = REVOKED.model_copy(update={"finish_by": at(300)})


async def holding(rig: Rig) -> Task:
    """Let vera hold a conversation on her place."""
    await rig.staff(an_employee("vera", seats=0, volunteer=True))
    await rig.crisis(granted("vera", at(3600), seats=1))
    await rig.take_in(stored("c1"))
    return await rig.accepted("c1")


def a_person(name: str, version: int = 1, **fields: Any) -> PersonChanged:
    return PersonChanged(
        id=f"{name}-{version}",
        brand=BRAND,
        subject=f"person:{name}",
        version=version,
        at=NOON,
        person=name,
        name=name,
        **fields,
    )


class SurgeSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_a_granted_place_gives_seats_that_work_and_a_replay_gives_no_more(self, rig: Rig) -> None:
        await rig.staff(an_employee("vera", seats=0, volunteer=True))
        await rig.take_in(stored("c1"), stored("c2"), stored("c3"))
        assert await rig.match() == 0
        await rig.crisis(granted("vera", at(3600)))
        await rig.crisis(granted("vera", at(3600)))
        assert await rig.match() == 2
        events = await rig.emitted()
        assert len([event for event in events if isinstance(event, SurgePlaceOpened)]) == 1
        changed = [event for event in events if isinstance(event, EmployeeChanged)][-1]
        assert (changed.seats, changed.surge_incident) == (2, "inc1")

    async def test_what_is_held_on_a_place_goes_back_with_its_history_and_its_waiting_time(self, rig: Rig) -> None:
        held = await holding(rig)
        await rig.crisis(REVOKED)
        back = await rig.task("c1")
        assert (back.state, back.employee, back.queued_at) == ("waiting", None, held.queued_at)
        assert back.epoch > held.epoch
        assert back.decisions[:-1] == held.decisions
        assert back.decisions[-1].reason == "the surge place of vera ended"
        assert [event.requeued for event in await rig.emitted() if isinstance(event, TaskQueued)] == [False, True]
        assert [seat["state"] for seat in await rig.seats()] == ["closed"]
        assert await rig.match() == 0

    async def test_what_is_held_may_be_finished_within_the_time_the_policy_names_and_nothing_new_comes(
        self, rig: Rig
    ) -> None:
        await holding(rig)
        await rig.crisis(FINISHING)
        await rig.crisis(granted("vera", at(3600), seats=1))
        await rig.take_in(stored("c2"))
        await rig.core.overdue.turn(BRAND)
        assert await rig.match() == 0
        assert (await rig.task("c1")).employee == "vera"
        await rig.take_in(stored("c1", 2, status="resolved", needs_reply=False))
        assert [seat["state"] for seat in await rig.seats()] == ["closed"]
        rig.clock.advance(301)
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).state == "done"
        assert await rig.match() == 0

    async def test_what_is_not_finished_in_time_goes_back(self, rig: Rig) -> None:
        held = await holding(rig)
        await rig.crisis(FINISHING)
        rig.clock.advance(301)
        await rig.core.overdue.turn(BRAND)
        back = await rig.task("c1")
        assert (back.state, back.queued_at) == ("waiting", held.queued_at)
        assert [seat["state"] for seat in await rig.seats()] == ["closed"]

    async def test_what_was_only_offered_goes_back_at_once_and_can_no_longer_be_accepted(self, rig: Rig) -> None:
        await rig.staff(an_employee("vera", seats=0, volunteer=True))
        await rig.crisis(granted("vera", at(3600), seats=1))
        await rig.take_in(stored("c1"))
        assert await rig.match() == 1
        offered = await rig.task("c1")
        assert offered.offer is not None
        await rig.crisis(FINISHING)
        assert (await rig.task("c1")).state == "waiting"
        assert [event.outcome for event in await rig.emitted() if isinstance(event, OfferClosed)] == ["withdrawn"]
        with pytest.raises(TaskNotAllowed):
            await rig.commands.accept(Actor(BRAND, "vera", for_others=False), offered.offer.id)

    async def test_a_process_that_dies_after_taking_a_place_back_strands_nothing(self, rig: Rig) -> None:
        await holding(rig)
        await rig.employees.revoke(BRAND, "vera", "inc1", "stood_down")  # and then it died
        assert (await rig.task("c1")).state == "assigned"
        await rig.crisis(REVOKED)
        assert (await rig.task("c1")).state == "waiting"

    async def test_an_expired_place_gives_back_what_is_held_there(self, rig: Rig) -> None:
        await rig.staff(an_employee("vera", seats=0, volunteer=True))
        await rig.crisis(granted("vera", at(60), seats=1))
        await rig.take_in(stored("c1"))
        await rig.accepted("c1")
        rig.clock.advance(61)
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).state == "waiting"

    async def test_who_has_no_right_to_answer_is_offered_nothing_but_on_a_place(self, rig: Rig) -> None:
        await rig.core.on_directory([a_person("vera", may_work=False)])
        await rig.staff(an_employee("vera", seats=3, volunteer=True))
        await rig.take_in(stored("c1"), stored("c2"))
        assert await rig.match() == 0
        await rig.crisis(granted("vera", at(3600), seats=1))
        assert await rig.match() == 1
        await rig.crisis(REVOKED)
        assert await rig.match() == 0
        await rig.core.on_directory([a_person("vera", version=2, may_work=True)])
        assert await rig.match() == 2

    async def test_a_place_ends_by_itself_at_its_time(self, rig: Rig) -> None:
        await rig.staff(an_employee("vera", seats=0, volunteer=True))
        await rig.crisis(granted("vera", at(60)))
        rig.clock.advance(61)
        await rig.core.overdue.turn(BRAND)
        await rig.core.overdue.turn(BRAND)
        closed = [event for event in await rig.emitted() if isinstance(event, SurgePlaceClosed)]
        assert [event.reason for event in closed] == ["expired"]
        assert {seat["state"] for seat in await rig.seats()} == {"closed"}

    async def test_a_place_bound_to_the_crisis_queue_takes_nothing_else(self, rig: Rig) -> None:
        await rig.staff(an_employee("vera", seats=0, volunteer=True))
        await rig.crisis(granted("vera", at(3600), queues=("crisis",)))
        await rig.take_in(stored("c1"))
        assert await rig.match() == 0
        await rig.crisis(DECLARED)
        await rig.core.overdue.turn(BRAND)
        assert await rig.match() == 1
        task = await rig.task("c1")
        assert (task.placement.queue, task.placement.priority, task.placement.rule) == ("crisis", 60, "incident")

    async def test_stand_down_takes_every_place_back_and_the_lane_off(self, rig: Rig) -> None:
        names = ("vera", "will", "xena")
        await rig.staff(*(an_employee(name, seats=0, volunteer=True) for name in names))
        await rig.crisis(DECLARED, *(granted(name, at(3600)) for name in names))
        await rig.take_in(stored("c1"))
        await rig.crisis(STOOD_DOWN)
        await rig.crisis(DECLARED)
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).placement.queue == "general"
        assert {seat["state"] for seat in await rig.seats()} == {"closed"}
        events = await rig.emitted()
        assert len([event for event in events if isinstance(event, SurgePlaceClosed)]) == 3
        assert [event.requeued for event in events if isinstance(event, TaskQueued)] == [False, True]

    async def test_a_grant_for_somebody_not_known_yet_enters_them_as_a_volunteer(self, rig: Rig) -> None:
        await rig.crisis(granted("nina", at(3600)))
        employee = await rig.stores.employees.get(BRAND, "nina")
        assert employee is not None
        assert (employee.volunteer, employee.seats, len(employee.places)) == (True, 0, 1)
