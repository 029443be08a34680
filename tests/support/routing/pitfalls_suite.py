"""What products that route conversations were reported to do wrong, each tried on this routing."""

import asyncio
from collections import Counter

import pytest

from chassis.errors import VersionConflict
from contracts.directory import PersonChanged
from contracts.inbox import ClockSnapshot, ReplyDelivered, SlaBreached
from services.routing.domain import defaults
from services.routing.domain.task import TaskNotAllowed
from tests.support.routing.builders import BRAND, NOON, an_employee, at, stored
from tests.support.routing.rig import Rig, actor

BOSS = actor("boss", for_others=True)
CLOCK = ClockSnapshot(kind="first_response", started_at=NOON, due_at=at(60), policy_version=1)


class PitfallsSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_a_contact_who_comes_back_does_not_wait_for_an_employee_who_has_gone(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        held = await rig.accepted("c1")
        await rig.commands.complete(actor("anna"), "c1", held.epoch)
        await rig.core.application.presence_commands.report(BRAND, "anna", "offline")
        await rig.staff(an_employee("ben"))
        await rig.take_in(stored("c1", version=2))
        await rig.match()
        assert (await rig.task("c1")).employee == "ben"

    async def test_an_automatic_answer_brings_nothing_back_that_a_person_has_completed(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        held = await rig.accepted("c1")
        await rig.commands.complete(actor("anna"), "c1", held.epoch)
        await rig.take_in(stored("c1", version=2).model_copy(update={"automated": True}))
        assert (await rig.task("c1")).state == "done"
        await rig.take_in(stored("c1", version=3))
        assert (await rig.task("c1")).state == "waiting"

    async def test_a_seat_that_comes_free_takes_what_waits_longest_before_what_comes_now(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1", clocks=()))
        held = await rig.accepted("c1")
        await rig.take_in(stored("c2", clocks=()))
        rig.clock.advance(5)
        await rig.commands.complete(actor("anna"), "c1", held.epoch)
        await rig.take_in(stored("c3", clocks=()))
        await rig.match()
        assert [(await rig.task(each)).state for each in ("c2", "c3")] == ["offered", "waiting"]

    async def test_what_came_while_nobody_worked_is_offered_to_who_comes_and_to_who_comes_back(self, rig: Rig) -> None:
        report = rig.core.application.presence_commands.report
        await rig.staff(an_employee("anna", presence="offline"))
        await rig.take_in(stored("c1"))
        assert await rig.match() == 0
        for _ in range(2):
            await report(BRAND, "anna", "online")
            await rig.match()
            assert (await rig.task("c1")).employee == "anna"
            await report(BRAND, "anna", "offline")
            assert (await rig.task("c1")).state == "waiting"

    async def test_an_offer_that_nobody_answers_goes_to_another_and_not_round_in_a_circle(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"), an_employee("ben"))
        await rig.take_in(stored("c1"))
        asked = []
        for _ in range(3):
            await rig.match()
            asked.append((await rig.task("c1")).employee)
            rig.clock.advance(defaults.GENERAL.offer_seconds)
            await rig.core.overdue.turn(BRAND)
        assert sorted(each for each in asked if each) == ["anna", "ben"]

    async def test_a_transfer_to_a_queue_where_all_are_busy_waits_there_and_frees_who_gave_it(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna", queues=("general",)), an_employee("cara", queues=("crisis",), seats=0))
        await rig.take_in(stored("c1"))
        held = await rig.accepted("c1")
        moved = await rig.commands.transfer_to_queue(actor("anna"), "c1", held.epoch, "crisis")
        assert (moved.state, moved.placement.queue, moved.employee) == ("waiting", "crisis", None)
        await rig.take_in(stored("c2"))
        await rig.match()
        assert (await rig.task("c2")).employee == "anna"

    async def test_nobody_holds_more_than_their_seats_by_whatever_way(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"), an_employee("ben"))
        await rig.take_in(stored("c1"), stored("c2"), stored("c3"))
        first, second = await rig.accepted("c1"), await rig.accepted("c2")
        third = await rig.task("c3")
        with pytest.raises(TaskNotAllowed, match="no_free_seat"):
            await rig.commands.hand_over(BOSS, "c3", third.epoch, "anna", "assign")
        other = actor(first.employee or "")
        with pytest.raises(TaskNotAllowed, match="no_free_seat"):
            await rig.commands.hand_over(other, "c1", first.epoch, second.employee or "", "transfer")
        assert Counter(seat["state"] for seat in await rig.seats()) == {"held": 2}

    async def test_nobody_is_handed_a_conversation_while_they_are_not_there(self, rig: Rig) -> None:
        await rig.staff(
            an_employee("anna"), an_employee("ben", presence="offline"), an_employee("cas", presence="away")
        )
        await rig.take_in(stored("c1"))
        held = await rig.accepted("c1")
        for absent in ("ben", "cas"):
            with pytest.raises(TaskNotAllowed, match="no_free_seat"):
                await rig.commands.hand_over(actor("anna"), "c1", held.epoch, absent, "transfer")
        assert (await rig.task("c1")).employee == "anna"

    async def test_an_even_number_of_employees_share_the_work_evenly(self, rig: Rig) -> None:
        await rig.staff(*(an_employee(f"e{n}", seats=2) for n in range(6)))
        given: Counter[str] = Counter()
        for n in range(18):
            rig.clock.advance(1)
            await rig.take_in(stored(f"c{n}"))
            held = await rig.accepted(f"c{n}")
            given[held.employee or ""] += 1
            await rig.commands.complete(actor(held.employee or ""), f"c{n}", held.epoch)
        assert set(given.values()) == {3}
        assert len(given) == 6

    async def test_what_a_person_has_completed_comes_back_by_the_contact_and_by_no_clock(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        held = await rig.accepted("c1")
        await rig.commands.complete(actor("anna"), "c1", held.epoch)
        fields = stored("c1").model_dump(include={"brand", "subject", "conversation"})
        await rig.take_in(SlaBreached(id="late", version=2, at=at(60), clock=CLOCK, **fields))
        assert (await rig.task("c1")).state == "done"
        fresh = SlaBreached(id="later", version=4, at=at(90), clock=CLOCK, **fields)
        await rig.take_in(stored("c1", version=3), fresh)
        assert (await rig.task("c1")).state == "waiting", "the contact wrote, whatever came after it in the batch"

    async def test_what_was_completed_before_its_reply_failed_comes_back(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        held = await rig.accepted("c1")
        await rig.commands.complete(actor("anna"), "c1", held.epoch)
        fields = stored("c1").model_dump(include={"brand", "subject", "conversation"})
        failed = ReplyDelivered(id="f", version=2, at=at(5), reply="r1", author="anna", state="failed", **fields)
        await rig.take_in(failed)
        assert (await rig.task("c1")).state == "waiting"

    async def test_two_who_assign_at_once_make_one_owner_and_one_refusal(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"), an_employee("ben"))
        await rig.take_in(stored("c1"))
        task = await rig.task("c1")
        results = await asyncio.gather(
            rig.commands.hand_over(BOSS, "c1", task.epoch, "anna", "assign"),
            rig.another().application.task_commands.hand_over(BOSS, "c1", task.epoch, "ben", "assign"),
            return_exceptions=True,
        )
        refused = [each for each in results if isinstance(each, TaskNotAllowed | VersionConflict)]
        assert len(refused) == 1
        assert Counter(seat["state"] for seat in await rig.seats()) == {"held": 1, "free": 1}

    async def test_who_is_deactivated_in_the_directory_keeps_nothing(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        await rig.accepted("c1")
        gone = PersonChanged(id="p", brand=BRAND, subject="person:anna", version=1, at=NOON, person="anna", name="Anna")
        await rig.core.on_directory([gone.model_copy(update={"active": False})])
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).state == "waiting"
