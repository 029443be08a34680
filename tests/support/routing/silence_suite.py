"""Who holds a conversation and gives no sign of life: it goes back to a queue that asks for it, and from no other."""

from dataclasses import replace

import pytest

from contracts.inbox import ReplyDelivered, ReplyRequested
from contracts.routing import EmployeeChanged, TaskQueued
from services.routing.domain import defaults
from services.routing.domain.employee import Presence
from services.routing.domain.task import Task
from tests.support.routing.builders import BRAND, NOON, an_employee, at, stored
from tests.support.routing.rig import Rig

ALLOWED = 900.0
LATEST = ALLOWED + 60  # a stored sign may be a minute older than the last one given


async def listen(rig: Rig, queue: str = "general", after: float | None = ALLOWED) -> None:
    described = replace(defaults.QUEUES[queue], silent_after_seconds=after)
    await rig.core.application.rule_commands.put_queue(BRAND, described, None)
    await rig.core.overdue.turn(BRAND)


async def pass_time(rig: Rig, seconds: float) -> None:
    """Let time pass as it does for a running service, which looks at the brand all the time."""
    while seconds > 0:
        step = min(seconds, 60)
        rig.clock.advance(step)
        await rig.core.overdue.turn(BRAND)
        seconds -= step


async def held_by_anna(rig: Rig) -> Task:
    await rig.staff(an_employee("anna"))
    await rig.take_in(stored("c1"))
    held = await rig.accepted("c1")
    await rig.core.application.signs_of_life.note(BRAND, "anna")
    await listen(rig)
    return held


def a_request(seconds: float, author: str = "anna") -> ReplyRequested:
    fields = stored("c1", version=int(seconds)).model_dump(include={"brand", "subject", "version", "conversation"})
    return ReplyRequested(
        id=f"asked-{seconds}", at=at(seconds), reply="r1", author=author, state="queued", guideline_version=1, **fields
    )


class SilenceSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_who_is_silent_loses_it_with_its_waiting_time_and_is_set_away(self, rig: Rig) -> None:
        held = await held_by_anna(rig)
        await pass_time(rig, LATEST - 1)
        assert (await rig.task("c1")).state == "assigned"
        await pass_time(rig, 5)
        back = await rig.task("c1")
        assert (back.state, back.employee, back.queued_at) == ("waiting", None, held.queued_at)
        assert back.decisions[-1].reason == "anna is silent: no sign of life for 900 seconds"
        assert [event.requeued for event in await rig.emitted() if isinstance(event, TaskQueued)] == [False, True]
        told = [event.presence for event in await rig.emitted() if isinstance(event, EmployeeChanged)]
        assert told[-1] == "away"
        assert await rig.match() == 0, "nothing new is offered to who is away"
        await rig.staff(an_employee("ben"))
        await rig.match()
        assert (await rig.task("c1")).employee == "ben"

    async def test_a_sign_of_life_counts_in_every_process_and_over_a_restart(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await pass_time(rig, 600)
        await rig.another().application.signs_of_life.note(BRAND, "anna")
        await pass_time(rig, LATEST - 1)
        assert (await rig.task("c1")).state == "assigned"
        rig.clock.advance(1)
        await rig.another().overdue.turn(BRAND)
        assert (await rig.task("c1")).state == "waiting"

    @pytest.mark.parametrize("presence", ["online", "away"])
    async def test_a_report_of_presence_is_a_sign(self, rig: Rig, presence: Presence) -> None:
        await held_by_anna(rig)
        await pass_time(rig, 600)
        await rig.core.application.presence_commands.report(BRAND, "anna", presence)
        await pass_time(rig, LATEST - 1)
        assert (await rig.task("c1")).state == "assigned"
        await pass_time(rig, 5)
        assert (await rig.task("c1")).state == "waiting", "who is away may be silent too"

    async def test_a_reply_is_a_sign_when_it_is_asked_for_and_when_it_is_sent(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await pass_time(rig, 600)
        asked = a_request(600)
        await rig.take_in(asked, a_request(601, author="ben"))
        await pass_time(rig, 600)
        fields = asked.model_dump(exclude={"id", "at", "version", "state", "guideline_version"})
        sent = ReplyDelivered(id="sent", at=at(1200), version=1200, state="sent", **fields)
        await rig.take_in(
            sent, sent.model_copy(update={"id": "read", "at": at(1500), "version": 1500, "state": "read"})
        )
        await pass_time(rig, LATEST - 1)
        assert (await rig.task("c1")).state == "assigned"
        await pass_time(rig, 5)
        assert (await rig.task("c1")).state == "waiting", "that the contact read it is no sign of anna's"

    async def test_who_chose_to_keep_what_they_hold_keeps_it_until_they_say_otherwise(self, rig: Rig) -> None:
        report = rig.core.application.presence_commands.report
        await held_by_anna(rig)
        await report(BRAND, "anna", "away", keep_assignments=True)
        await pass_time(rig, LATEST + 60)
        await report(BRAND, "anna", "offline", keep_assignments=True)
        await pass_time(rig, LATEST + 60)
        assert (await rig.task("c1")).state == "assigned"
        await report(BRAND, "anna", "online")
        await pass_time(rig, LATEST)
        assert (await rig.task("c1")).state == "waiting"

    async def test_only_the_queues_that_ask_for_it_take_back(self, rig: Rig) -> None:
        await listen(rig, "crisis")
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        await rig.accepted("c1")
        await pass_time(rig, 2 * LATEST)
        assert (await rig.task("c1")).state == "assigned"
        entry = await rig.stores.employees.get(BRAND, "anna")
        assert entry is not None
        assert entry.presence == "online"

    async def test_silence_counts_from_when_the_conversation_was_theirs(self, rig: Rig) -> None:
        await listen(rig)
        await rig.staff(an_employee("anna"))
        await pass_time(rig, 2 * ALLOWED)
        await rig.take_in(stored("c1"))
        await rig.accepted("c1")
        await pass_time(rig, ALLOWED - 1)
        assert (await rig.task("c1")).state == "assigned"
        await pass_time(rig, 5)
        assert (await rig.task("c1")).state == "waiting"

    async def test_nobody_counts_as_silent_for_a_time_in_which_nobody_listened(self, rig: Rig) -> None:
        await held_by_anna(rig)
        rig.clock.advance(4 * ALLOWED)
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).state == "assigned"
        await pass_time(rig, ALLOWED)
        assert (await rig.task("c1")).state == "waiting"

    async def test_a_sign_is_written_once_a_minute_by_all_processes_together(self, rig: Rig) -> None:
        here, there = rig.core.application.signs_of_life, rig.another().application.signs_of_life
        seen = []
        for process, seconds in ((here, 0), (there, 30), (here, 29), (there, 1), (here, 0)):
            rig.clock.advance(seconds)
            await process.note(BRAND, "anna")
            seen.append(await rig.stores.signs.last(BRAND, ["anna", "ben"]))
        stored_at = [each["anna"] for each in seen]
        assert stored_at == [NOON, NOON, NOON, at(60), at(60)]
        await rig.stores.signs.record({(BRAND, "anna"): NOON})
        assert await rig.stores.signs.last(BRAND, ["anna"]) == {"anna": at(60)}
