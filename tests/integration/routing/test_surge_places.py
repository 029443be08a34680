"""Surge on a real MongoDB: places open seats, incidents move the backlog to the crisis lane, and all of it reverts."""

from contracts.crisis import IncidentDeclared, IncidentStoodDown, PlaceRevoked
from contracts.routing import EmployeeChanged, SurgePlaceClosed, SurgePlaceOpened, TaskQueued
from services.routing.settings import RoutingSettings
from services.routing.wiring import core
from tests.integration.routing.rig import Rig
from tests.unit.routing.builders import BRAND, NOON, an_employee, at, granted, stored

DECLARED = IncidentDeclared(
    id="d1", brand=BRAND, subject="inc1", at=NOON, incident="inc1", title="Ash", severity=2, declared_by="detection"
)
REVOKED = PlaceRevoked(
    id="r1", brand=BRAND, subject="inc1", at=NOON, incident="inc1", employee="vera", reason="stood_down"
)
STOOD_DOWN = IncidentStoodDown(
    id="s1", brand=BRAND, subject="inc1", at=NOON, incident="inc1", by="boss", lasted_seconds=60
)


async def test_a_granted_place_gives_seats_that_work_and_a_replay_gives_no_more(rig: Rig) -> None:
    await rig.staff(an_employee("vera", seats=0, volunteer=True))
    await rig.take_in(stored("c1"), stored("c2"), stored("c3"))
    assert await rig.match() == 0
    await rig.crisis(granted("vera", at(3600)))
    await rig.crisis(granted("vera", at(3600)))
    assert await rig.match() == 2
    events = await rig.told()
    assert len([event for event in events if isinstance(event, SurgePlaceOpened)]) == 1
    changed = [event for event in events if isinstance(event, EmployeeChanged)][-1]
    assert (changed.seats, changed.surge_incident) == (2, "inc1")


async def test_a_revoked_place_lets_running_work_finish_and_gives_no_new(rig: Rig) -> None:
    await rig.staff(an_employee("vera", seats=0, volunteer=True))
    await rig.crisis(granted("vera", at(3600), seats=1))
    await rig.take_in(stored("c1"))
    task = await rig.accepted("c1")
    await rig.crisis(REVOKED)
    await rig.crisis(granted("vera", at(3600), seats=1))
    await rig.take_in(stored("c2"))
    assert await rig.match() == 0
    assert (await rig.task("c1")).employee == "vera"
    await rig.take_in(stored("c1", 2, status="resolved", needs_reply=False))
    assert [seat["state"] for seat in await rig.seats()] == ["closed"]
    assert await rig.match() == 0
    assert task.employee == "vera"


async def test_running_work_is_requeued_where_the_operator_wants_it(rig: Rig) -> None:
    strict = core(rig.mongo, RoutingSettings(requeue_running=True), rig.clock)
    rig.core = strict
    await rig.staff(an_employee("vera", seats=0, volunteer=True))
    await rig.crisis(granted("vera", at(3600), seats=1))
    await rig.take_in(stored("c1"))
    await rig.accepted("c1")
    await rig.crisis(REVOKED)
    assert (await rig.task("c1")).state == "waiting"
    assert [seat["state"] for seat in await rig.seats()] == ["closed"]


async def test_a_place_ends_by_itself_at_its_time(rig: Rig) -> None:
    await rig.staff(an_employee("vera", seats=0, volunteer=True))
    await rig.crisis(granted("vera", at(60)))
    rig.clock.advance(61)
    await rig.core.sweep.turn(BRAND)
    await rig.core.sweep.turn(BRAND)
    closed = [event for event in await rig.told() if isinstance(event, SurgePlaceClosed)]
    assert [event.reason for event in closed] == ["expired"]
    assert {seat["state"] for seat in await rig.seats()} == {"closed"}


async def test_a_place_bound_to_the_crisis_queue_takes_nothing_else(rig: Rig) -> None:
    await rig.staff(an_employee("vera", seats=0, volunteer=True))
    await rig.crisis(granted("vera", at(3600), queues=("crisis",)))
    await rig.take_in(stored("c1"))
    assert await rig.match() == 0
    await rig.crisis(DECLARED)
    await rig.core.sweep.turn(BRAND)
    assert await rig.match() == 1
    task = await rig.task("c1")
    assert (task.placement.queue, task.placement.priority, task.placement.rule) == ("crisis", 60, "incident")


async def test_stand_down_takes_every_place_back_and_the_lane_off(rig: Rig) -> None:
    names = ("vera", "will", "xena")
    await rig.staff(*(an_employee(name, seats=0, volunteer=True) for name in names))
    await rig.crisis(DECLARED, *(granted(name, at(3600)) for name in names))
    await rig.take_in(stored("c1"))
    await rig.crisis(STOOD_DOWN)
    await rig.crisis(DECLARED)
    await rig.core.sweep.turn(BRAND)
    assert (await rig.task("c1")).placement.queue == "general"
    assert {seat["state"] for seat in await rig.seats()} == {"closed"}
    events = await rig.told()
    assert len([event for event in events if isinstance(event, SurgePlaceClosed)]) == 3
    assert [event.requeued for event in events if isinstance(event, TaskQueued)] == [False, True]


async def test_a_grant_for_somebody_not_known_yet_enters_them_as_a_volunteer(rig: Rig) -> None:
    await rig.crisis(granted("nina", at(3600)))
    employee = await rig.core.parts.employees.get(BRAND, "nina")
    assert employee is not None
    assert (employee.volunteer, employee.seats, len(employee.places)) == (True, 0, 1)
