"""A task from the inbox's event to its end: offers, answers, time-outs, fencing, replies."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import Unavailable
from chassis.messaging import Retry
from chassis.messaging.testing import a_delivery
from contracts.inbox import ReplyDelivered
from contracts.routing import OfferClosed, OfferMade, TaskAssigned, TaskCompleted, TaskQueued
from services.routing.application.actor import NotTheirs, UnknownTask
from services.routing.domain.certificate import Certificate
from services.routing.domain.task import TaskNotAllowed
from services.routing.domain.workflow import Requirements, Workflow, WorkflowRule
from tests.support.routing.builders import BRAND, NOON, an_employee, at, named, stored
from tests.support.routing.rig import Rig, actor


def a_reply(author: str, version: int, *, needs_reply: bool = False) -> ReplyDelivered:
    message = stored("c1", version, needs_reply=needs_reply, status="waiting")
    return ReplyDelivered(
        id=f"reply-{version}",
        brand=BRAND,
        subject="c1",
        version=version,
        at=NOON,
        conversation=message.conversation,
        reply="r1",
        author=author,
        state="sent",
    )


class TaskSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_a_message_becomes_an_offer_and_an_assignment_with_the_reasons_told(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        task = await rig.accepted("c1")

        assert (task.state, task.employee, task.epoch) == ("assigned", "anna", 3)
        events = [event for event in await rig.emitted() if event.subject == "c1"]
        assert named(events) == ["task_queued", "offer_made", "task_assigned"]
        assert [event.version for event in events] == [1, 2, 3]
        offered = next(event for event in events if isinstance(event, OfferMade))
        assert "longest idle of 1 free seats with lang:en, queue:general" in offered.explanation.reason
        assert offered.explanation.rule == "everything-else"

    async def test_the_same_batch_twice_changes_nothing(self, rig: Rig) -> None:
        await rig.take_in(stored("c1"), stored("c2"))
        await rig.take_in(stored("c1"), stored("c2"))
        assert len(await rig.emitted()) == 2
        assert (await rig.task("c1")).version == 1

    async def test_sixteen_versions_at_once_in_four_processes_make_one_task(self, rig: Rig) -> None:
        processes = [rig.core, *(rig.another() for _ in range(3))]

        async def deliver(version: int) -> None:
            while True:
                try:
                    await processes[version % 4].on_inbox([a_delivery(stored("c1", version), offset=version)])
                except (Retry, Unavailable):
                    continue
                return

        await asyncio.gather(*(deliver(version) for version in range(1, 17)))
        queued = [event for event in await rig.emitted() if isinstance(event, TaskQueued)]
        assert len(queued) == 1
        assert (await rig.task("c1")).facts.version == 16

    async def test_a_lower_version_that_comes_late_is_skipped(self, rig: Rig) -> None:
        await rig.take_in(stored("c1", 5, needs_reply=False))
        await rig.take_in(stored("c1", 6, priority=90))
        await rig.take_in(stored("c1", 4, priority=10))
        assert (await rig.task("c1")).placement.priority == 90

    @pytest.mark.parametrize("triage", ["monitor", "ignore"])
    async def test_what_needs_nobody_makes_no_task_and_withdraws_one(self, rig: Rig, triage: str) -> None:
        await rig.take_in(stored("c0", 1, triage=triage))
        await rig.take_in(stored("c1", 1))
        await rig.take_in(stored("c1", 2, triage=triage))
        assert await rig.stores.tasks.get(BRAND, "c0") is None
        assert (await rig.task("c1")).state == "withdrawn"

    async def test_a_withdrawn_offer_frees_its_seat(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"), stored("c2"))
        await rig.match()
        held = next(task for task in (await rig.task("c1"), await rig.task("c2")) if task.state == "offered")
        await rig.take_in(stored(held.conversation, 2, status="resolved", needs_reply=False))
        assert await rig.match() == 1
        closed = [event for event in await rig.emitted() if isinstance(event, OfferClosed)]
        assert [event.outcome for event in closed] == ["withdrawn"]

    async def test_a_sent_reply_by_the_holder_completes_the_task_and_frees_the_seat(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        await rig.accepted("c1")
        rig.clock.advance(90)
        await rig.take_in(a_reply("anna", 2))
        ended = [event for event in await rig.emitted() if isinstance(event, TaskCompleted)]
        assert [(event.outcome, event.handled_seconds) for event in ended] == [("completed", 90.0)]
        assert [seat["state"] for seat in await rig.seats()] == ["free"]
        assert await rig.stores.figures.mean_handle_seconds(BRAND) == 90.0

    async def test_a_contact_who_writes_again_waits_for_the_employee_who_knows_them(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        await rig.accepted("c1")
        await rig.take_in(a_reply("anna", 2))
        await rig.staff(an_employee("ben"))
        await rig.employees.change(BRAND, "anna", lambda each: replace(each, seats=2))
        await rig.take_in(stored("other", 1, priority=99))
        await rig.match()
        await rig.take_in(stored("c1", 3))
        await rig.match()
        task = await rig.task("c1")
        assert task.employee == "anna"
        assert "knows the contact" in task.decisions[-1].reason

    async def test_the_last_employee_is_waited_for_only_so_long(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        await rig.accepted("c1")
        await rig.take_in(a_reply("anna", 2))
        await rig.take_in(stored("busy", 1))
        await rig.accepted("busy")
        await rig.staff(an_employee("ben"))
        await rig.take_in(stored("c1", 3))
        assert await rig.match() == 0
        rig.clock.advance(121)
        await rig.core.overdue.turn(BRAND)
        assert await rig.match() == 1
        assert (await rig.task("c1")).employee == "ben"

    async def test_who_declines_is_not_asked_again_and_the_next_one_is(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"), an_employee("ben"))
        await rig.take_in(stored("c1"))
        await rig.match()
        first = await rig.task("c1")
        assert first.employee is not None
        assert first.offer is not None
        await rig.commands.decline(actor(first.employee), first.offer.id)
        await rig.match()
        second = await rig.task("c1")
        assert {first.employee, second.employee} == {"anna", "ben"}
        assert "declined lately: " + first.employee in second.decisions[-1].reason
        assert second.employee is not None
        assert second.offer is not None
        await rig.commands.decline(actor(second.employee), second.offer.id)
        assert await rig.match() == 0
        rig.clock.advance(901)
        assert await rig.match() == 1, "after a while they may be asked again"

    async def test_an_offer_runs_out_by_the_clock_of_its_brand_alone(self, rig: Rig) -> None:
        for brand in (BRAND, "beside"):
            await rig.staff(an_employee("anna"), brand=brand)
            await rig.take_in(stored("c1", brand=brand))
            await rig.match(brand)
        rig.clock.learn(BRAND, timedelta(seconds=61))
        for brand in (BRAND, "beside"):
            await rig.core.overdue.turn(brand)
        assert [(await rig.task("c1", brand)).state for brand in (BRAND, "beside")] == ["waiting", "offered"]
        closed = [event for event in await rig.emitted() if isinstance(event, OfferClosed)]
        assert [(event.brand, event.at) for event in closed] == [(BRAND, NOON + timedelta(seconds=61))]

    async def test_an_offer_nobody_answers_runs_out_and_cannot_be_accepted_any_more(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        await rig.match()
        offer = (await rig.task("c1")).offer
        assert offer is not None
        rig.clock.advance(61)
        with pytest.raises(TaskNotAllowed, match="offer_expired"):
            await rig.commands.accept(actor("anna"), offer.id)
        await rig.another().overdue.turn(BRAND)
        assert (await rig.task("c1")).state == "waiting"
        with pytest.raises(TaskNotAllowed, match="offer_closed"):
            await rig.commands.accept(actor("anna"), offer.id)
        assert [seat["state"] for seat in await rig.seats()] == ["free"]

    async def test_accepting_twice_is_one_assignment(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        task = await rig.accepted("c1")
        assert task.offer is not None
        again = await rig.commands.accept(actor("anna"), task.offer.id)
        assert again.version == task.version
        assert len([event for event in await rig.emitted() if isinstance(event, TaskAssigned)]) == 1

    async def test_commands_of_an_older_epoch_and_of_others_are_refused(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"), an_employee("ben"))
        commands = rig.commands
        await rig.take_in(stored("c1"))
        task = await rig.accepted("c1")
        holder = task.employee or ""
        other = "ben" if holder == "anna" else "anna"
        with pytest.raises(NotTheirs):
            await commands.complete(actor(other), "c1", task.epoch)
        moved = await commands.hand_over(actor(holder), "c1", task.epoch, other, "transfer")
        assert (moved.employee, moved.epoch) == (other, task.epoch + 1)
        with pytest.raises(NotTheirs):
            await commands.complete(actor(holder), "c1", task.epoch)
        with pytest.raises(TaskNotAllowed, match="stale_epoch"):
            await commands.complete(actor("boss", for_others=True), "c1", task.epoch)
        done = await commands.complete(actor(other), "c1", moved.epoch)
        assert done.state == "done"
        assert {seat["state"] for seat in await rig.seats()} == {"free"}
        with pytest.raises(UnknownTask):
            await commands.complete(actor(other), "nothing", 1)

    async def test_a_certificate_is_never_relaxed_nor_assigned_past(self, rig: Rig) -> None:
        asked = Requirements(skills={"baggage": 3}, certificates=("speak",))
        workflow = Workflow(2, (WorkflowRule("only", "general", requires=asked),))
        await rig.stores.rules.put_workflow(BRAND, workflow, "boss")
        await rig.staff(an_employee("anna", skills={"baggage": 2}))
        await rig.staff(an_employee("ben", certificates=(Certificate("speak", at(86_400)),)))
        await rig.take_in(stored("c1"))
        for _ in range(3):
            assert await rig.match() == 0
            rig.clock.advance(61)
            await rig.core.overdue.turn(BRAND)
        with pytest.raises(TaskNotAllowed, match="certificate_missing"):
            await rig.commands.hand_over(
                actor("boss", for_others=True), "c1", (await rig.task("c1")).epoch, "anna", "assign"
            )
        assert await rig.match() == 1
        task = await rig.task("c1")
        assert task.employee == "ben"
        assert task.relaxed == ("skill:baggage:3 dropped",)

    async def test_a_certificate_that_ends_takes_its_seat_out_of_play(self, rig: Rig) -> None:
        asked = Requirements(certificates=("speak",))
        await rig.stores.rules.put_workflow(
            BRAND, Workflow(2, (WorkflowRule("only", "general", requires=asked),)), "boss"
        )
        await rig.staff(an_employee("ben", certificates=(Certificate("speak", at(10)),)))
        rig.clock.advance(11)
        await rig.core.overdue.turn(BRAND)
        await rig.take_in(stored("c1"))
        assert await rig.match() == 0

    async def test_the_most_urgent_goes_first_then_the_nearest_deadline(self, rig: Rig) -> None:
        await rig.take_in(
            stored("late", 1, priority=50, clocks=()), stored("soon", 1, priority=50), stored("top", 1, priority=80)
        )
        order = []
        for name in ("anna", "ben", "carl"):
            await rig.staff(an_employee(name))
            await rig.match()
            order += [c for c in ("late", "soon", "top") if c not in order and (await rig.task(c)).state == "offered"]
        assert order == ["top", "soon", "late"]

    async def test_a_task_nobody_fits_says_who_was_looked_at_and_what_they_lack_as_it_is_now(self, rig: Rig) -> None:
        explain = rig.core.application.explanations.nobody_fits
        await rig.staff(an_employee("anna", languages=("nl",)), an_employee("ben", queues=("crisis",)))
        await rig.staff(an_employee("gone", presence="offline"), an_employee("other"), brand="ba")
        await rig.take_in(stored("c1"))
        assert await rig.match() == 0
        found = await explain(BRAND, await rig.task("c1"))
        assert found is not None
        assert found.looked_at == 2
        assert {each.employee: each.missing for each in found.nearest} == {
            "anna": ("lang:en",),
            "ben": ("queue:general",),
        }
        assert found.next_step is not None
        assert found.next_step.at == at(600), "steps of skills change nothing here"
        await rig.staff(an_employee("carl"))
        assert await explain(BRAND, await rig.task("c1")) is None, "carl fits"
        await rig.accepted("c1")
        await rig.take_in(stored("c2"))
        busy = await explain(BRAND, await rig.task("c2"))
        assert busy is not None
        assert (busy.nearest[0].employee, busy.nearest[0].missing, busy.nearest[0].busy) == ("carl", (), True)

    async def test_brands_never_meet(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"), brand="ba")
        await rig.take_in(stored("c1", 1))
        assert await rig.match() == 0
        assert await rig.match("ba") == 0
        with pytest.raises(UnknownTask):
            await rig.commands.complete(replace(actor("anna", for_others=True), brand="ba"), "c1", 1)
