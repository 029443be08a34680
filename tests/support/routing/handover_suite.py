"""Handovers: who gave a task to whom or where, why, and with which note for who gets it."""

from __future__ import annotations

from services.routing.domain.handover import MAX_HANDOVERS, Handover, HandoverWord
from services.routing.domain.task import Task
from tests.support.routing.builders import an_employee, at, stored
from tests.support.routing.rig import Rig, actor

WORD = HandoverWord("invoice", "She has paid twice; the second receipt is in her last message.")


async def held_by_anna(rig: Rig) -> Task:
    await rig.staff(an_employee("anna"))
    await rig.take_in(stored("c1"))
    held = await rig.accepted("c1")
    rig.clock.advance(30)
    return held


class HandoverSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_a_handover_to_a_colleague_keeps_the_word_and_the_clock_runs_on(self, rig: Rig) -> None:
        held = await held_by_anna(rig)
        await rig.staff(an_employee("ben"))
        await rig.commands.hand_over(actor("anna"), "c1", held.epoch, "ben", "transfer", WORD)
        task = await rig.task("c1")
        assert task.handovers == (
            Handover(at(30), "anna", "anna", "general", "ben", "general", WORD.reason, WORD.note),
        )
        assert (task.employee, task.facts.due_at, task.queued_at) == ("ben", held.facts.due_at, held.queued_at)

    async def test_a_handover_to_a_queue_is_there_for_who_is_asked_next(self, rig: Rig) -> None:
        held = await held_by_anna(rig)
        await rig.commands.transfer_to_queue(actor("anna"), "c1", held.epoch, "crisis", WORD)
        await rig.staff(an_employee("ben"))
        await rig.match()
        offered = await rig.task("c1")
        assert (offered.employee, offered.facts.due_at) == ("ben", held.facts.due_at)
        assert offered.handovers == (
            Handover(at(30), "anna", "anna", "general", None, "crisis", WORD.reason, WORD.note),
        )

    async def test_the_word_is_in_no_event_and_no_reason(self, rig: Rig) -> None:
        held = await held_by_anna(rig)
        await rig.commands.transfer_to_queue(actor("anna"), "c1", held.epoch, "crisis", WORD)
        told = " ".join(event.model_dump_json() for event in await rig.emitted())
        reasons = " ".join(each.reason for each in (await rig.task("c1")).decisions)
        for said in (WORD.reason, WORD.note):
            assert said not in told
            assert said not in reasons

    async def test_an_assignment_and_a_release_are_no_handovers(self, rig: Rig) -> None:
        held = await held_by_anna(rig)
        await rig.staff(an_employee("ben"))
        boss = actor("boss", for_others=True)
        given = await rig.commands.hand_over(boss, "c1", held.epoch, "ben", "assign")
        await rig.commands.release(actor("ben"), "c1", given.epoch)
        assert (await rig.task("c1")).handovers == ()

    async def test_the_newest_handovers_are_kept(self, rig: Rig) -> None:
        task = await held_by_anna(rig)
        await rig.staff(an_employee("ben"))
        for n in range(MAX_HANDOVERS + 2):
            giver, taker = ("anna", "ben") if n % 2 == 0 else ("ben", "anna")
            word = HandoverWord(note=f"note {n}")
            task = await rig.commands.hand_over(actor(giver), "c1", task.epoch, taker, "transfer", word)
        kept = (await rig.task("c1")).handovers
        assert [each.note for each in kept] == [f"note {n}" for n in range(2, MAX_HANDOVERS + 2)]
