"""Who goes offline or may not sign in any more: what they hold goes back to its queue, unless they keep it."""

from dataclasses import replace

from contracts.directory import PersonChanged
from contracts.routing import OfferClosed, TaskQueued
from services.routing.domain.task import Task
from tests.support.routing.builders import BRAND, NOON, an_employee, at, granted, stored
from tests.support.routing.rig import Rig


async def held_by_anna(rig: Rig) -> Task:
    await rig.staff(an_employee("anna"))
    await rig.take_in(stored("c1"))
    held = await rig.accepted("c1")
    rig.clock.advance(30)
    return held


def a_person(id_: str, version: int, *, may_work: bool = True) -> PersonChanged:
    return PersonChanged(
        id=f"{id_}-{version}",
        brand=BRAND,
        subject=f"person:{id_}",
        version=version,
        at=NOON,
        person=id_,
        name=id_.title(),
        may_work=may_work,
    )


class LeavingSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_what_is_held_goes_back_with_its_waiting_time_and_the_reason(self, rig: Rig) -> None:
        held = await held_by_anna(rig)
        await rig.core.application.presence_commands.report(BRAND, "anna", "offline")
        back = await rig.task("c1")
        assert (back.state, back.employee, back.queued_at) == ("waiting", None, held.queued_at)
        assert back.epoch > held.epoch
        assert back.decisions[:-1] == held.decisions
        assert back.decisions[-1].reason == "anna went offline"
        assert [event.requeued for event in await rig.emitted() if isinstance(event, TaskQueued)] == [False, True]
        assert [seat["state"] for seat in await rig.seats()] == ["closed"]
        await rig.staff(an_employee("ben"))
        await rig.match()
        assert (await rig.task("c1")).employee == "ben"

    async def test_an_offer_to_who_goes_offline_is_withdrawn_at_once(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        await rig.match()
        await rig.core.application.presence_commands.report(BRAND, "anna", "offline")
        assert (await rig.task("c1")).state == "waiting"
        assert [event.outcome for event in await rig.emitted() if isinstance(event, OfferClosed)] == ["withdrawn"]

    async def test_who_chooses_to_keep_what_they_hold_keeps_it_until_they_say_otherwise(self, rig: Rig) -> None:
        report = rig.core.application.presence_commands.report
        await held_by_anna(rig)
        await report(BRAND, "anna", "offline", keep_assignments=True)
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).employee == "anna"
        await report(BRAND, "anna", "offline")
        assert (await rig.task("c1")).state == "waiting"

    async def test_who_is_away_keeps_what_they_hold(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await rig.core.application.presence_commands.report(BRAND, "anna", "away")
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).employee == "anna"

    async def test_a_process_that_dies_before_the_return_leaves_it_to_the_next_turn(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await rig.employees.change(
            BRAND, "anna", lambda each: replace(each, presence="offline", keeps_assignments=False)
        )
        assert (await rig.task("c1")).employee == "anna"
        await rig.employees.replan(BRAND)
        await rig.another().overdue.turn(BRAND)
        assert (await rig.task("c1")).state == "waiting"

    async def test_who_may_not_sign_in_any_more_gives_back_what_they_hold(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await rig.employees.change(BRAND, "anna", lambda each: replace(each, active=False))
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).decisions[-1].reason == "anna is not active any more"

    async def test_who_loses_the_right_to_work_gives_back_what_is_on_their_own_seats(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await rig.core.on_directory([a_person("anna", 1)])
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).employee == "anna"
        await rig.core.on_directory([a_person("anna", 2, may_work=False)])
        await rig.core.overdue.turn(BRAND)
        back = await rig.task("c1")
        assert (back.state, back.decisions[-1].reason) == ("waiting", "anna may not work any more")
        assert [seat["state"] for seat in await rig.seats()] == ["closed"]

    async def test_who_loses_the_right_to_work_keeps_what_their_surge_place_holds(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await rig.crisis(granted("anna", at(3600), seats=1))
        await rig.take_in(stored("c2"))
        await rig.accepted("c2")
        await rig.core.on_directory([a_person("anna", 1, may_work=False)])
        await rig.core.overdue.turn(BRAND)
        assert [(await rig.task(each)).employee for each in ("c1", "c2")] == [None, "anna"]

    async def test_a_volunteer_who_goes_offline_gives_back_what_the_place_held(self, rig: Rig) -> None:
        await rig.staff(an_employee("vera", seats=0, volunteer=True))
        await rig.crisis(granted("vera", at(3600), seats=1))
        await rig.take_in(stored("c1"))
        await rig.accepted("c1")
        await rig.core.application.presence_commands.report(BRAND, "vera", "offline")
        assert (await rig.task("c1")).state == "waiting"
