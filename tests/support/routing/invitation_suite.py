"""Invitations: an employee is asked to help with one conversation, and may be given it beyond their seats."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.routing import InvitationChanged
from services.routing.application.actor import NotTheirs, UnknownTask
from services.routing.domain.invitation import MAX_LIVE, InvitationRefused
from services.routing.domain.task import Task, TaskNotAllowed
from tests.support.routing.builders import BRAND, an_employee, at, stored
from tests.support.routing.rig import Rig, actor


async def held_by_anna(rig: Rig) -> Task:
    """Let anna hold a conversation; the others are there and have no seats."""
    others = ("ben", "carl", *(f"e{n}" for n in range(MAX_LIVE)))
    await rig.staff(an_employee("anna"), *(an_employee(each, seats=0) for each in others))
    await rig.take_in(stored("c1"))
    return await rig.accepted("c1")


async def told(rig: Rig) -> list[tuple[str, str]]:
    """Give who was told to be invited how, in order."""
    return [(each.employee, each.state) for each in await rig.emitted() if isinstance(each, InvitationChanged)]


class InvitationSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_an_invitation_is_told_with_its_end_and_answered_once(self, rig: Rig) -> None:
        await held_by_anna(rig)
        commands = rig.core.application.invitation_commands
        made = await commands.invite(actor("anna"), "c1", "ben", "knows refunds", at(600))
        assert (made.state, made.by, made.why, made.until) == ("open", "anna", "knows refunds", at(600))
        yes = await commands.answer(actor("ben"), "c1", "accepted")
        assert await commands.answer(actor("ben"), "c1", "accepted") == yes
        with pytest.raises(InvitationRefused, match="invitation_over"):
            await commands.answer(actor("ben"), "c1", "declined")
        assert await told(rig) == [("ben", "open"), ("ben", "accepted")]
        events = [each for each in await rig.emitted() if isinstance(each, InvitationChanged)]
        assert {(each.conversation, each.by, each.until) for each in events} == {("c1", "anna", at(600))}
        assert len({each.id for each in events}) == 2
        assert "knows refunds" not in "".join(each.model_dump_json() for each in events)

    async def test_who_said_yes_is_given_the_task_beyond_their_seats(self, rig: Rig) -> None:
        held = await held_by_anna(rig)
        commands = rig.core.application.invitation_commands
        await commands.invite(actor("anna"), "c1", "ben", "knows refunds", None)
        with pytest.raises(TaskNotAllowed, match="no_free_seat"):
            await rig.commands.hand_over(actor("anna"), "c1", held.epoch, "ben", "transfer")
        await commands.answer(actor("ben"), "c1", "accepted")
        given = await rig.commands.hand_over(actor("anna"), "c1", held.epoch, "ben", "transfer")
        assert (given.employee, given.invitations[-1].state) == ("ben", "ended")
        await rig.commands.complete(actor("ben"), "c1", given.epoch)
        seats = {each["seat"]: (each["state"], each["holds"]) for each in await rig.seats()}
        assert seats == {"anna/0": ("free", None)}, "the seat was made for that conversation, and went with it"
        await rig.take_in(stored("c2"), stored("c3"))
        assert await rig.match() == 1, "the seat was for that conversation alone"

    async def test_who_accepts_the_offer_of_it_needs_no_invitation_any_more(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        boss = actor("boss", for_others=True)
        await rig.core.application.invitation_commands.invite(boss, "c1", "anna", "knows refunds", None)
        await rig.accepted("c1")
        assert await told(rig) == [("anna", "open"), ("anna", "ended")]

    async def test_the_seat_beyond_serves_again_when_they_are_invited_again(self, rig: Rig) -> None:
        task = await held_by_anna(rig)
        commands = rig.core.application.invitation_commands
        for _ in range(2):
            await commands.invite(actor("anna"), "c1", "ben", "knows refunds", None)
            await commands.answer(actor("ben"), "c1", "accepted")
            task = await rig.commands.hand_over(actor("anna"), "c1", task.epoch, "ben", "transfer")
            task = await rig.commands.hand_over(actor("ben"), "c1", task.epoch, "anna", "transfer")
        assert task.employee == "anna"

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"active": False}, "not_active"),
            ({"permitted": False}, "not_permitted"),
            ({"may_answer": False}, "guideline_not_accepted"),
        ],
    )
    async def test_who_cannot_help_now_is_neither_invited_nor_given_the_task(
        self, rig: Rig, fields: dict[str, Any], code: str
    ) -> None:
        held = await held_by_anna(rig)
        commands = rig.core.application.invitation_commands
        await commands.invite(actor("anna"), "c1", "ben", "knows refunds", None)
        await commands.answer(actor("ben"), "c1", "accepted")
        for name in ("ben", "carl"):
            await rig.employees.change(BRAND, name, lambda before: replace(before, **fields))
        with pytest.raises(TaskNotAllowed, match=code):
            await rig.commands.hand_over(actor("anna"), "c1", held.epoch, "ben", "transfer")
        with pytest.raises(InvitationRefused, match=code):
            await commands.invite(actor("anna"), "c1", "carl", "knows bags", None)
        assert (await rig.task("c1")).employee == "anna"

    async def test_the_right_ends_with_the_task(self, rig: Rig) -> None:
        held = await held_by_anna(rig)
        commands = rig.core.application.invitation_commands
        await commands.invite(actor("anna"), "c1", "ben", "knows refunds", None)
        await commands.invite(actor("anna"), "c1", "carl", "knows bags", None)
        await commands.answer(actor("carl"), "c1", "declined")
        await rig.commands.complete(actor("anna"), "c1", held.epoch)
        assert await told(rig) == [("ben", "open"), ("carl", "open"), ("carl", "declined"), ("ben", "ended")]

    async def test_the_right_ends_with_the_conversation_too(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await rig.core.application.invitation_commands.invite(actor("anna"), "c1", "ben", "knows refunds", None)
        await rig.take_in(stored("c1", 2, status="resolved", needs_reply=False))
        assert await told(rig) == [("ben", "open"), ("ben", "ended")]

    async def test_the_right_ends_at_its_time(self, rig: Rig) -> None:
        held = await held_by_anna(rig)
        commands = rig.core.application.invitation_commands
        await commands.invite(actor("anna"), "c1", "ben", "knows refunds", at(60))
        await commands.answer(actor("ben"), "c1", "accepted")
        rig.clock.advance(60)
        with pytest.raises(TaskNotAllowed, match="no_free_seat"):
            await rig.commands.hand_over(actor("anna"), "c1", held.epoch, "ben", "transfer")
        await rig.core.overdue.turn(BRAND)
        await rig.core.overdue.turn(BRAND)
        assert await told(rig) == [("ben", "open"), ("ben", "accepted"), ("ben", "ended")]

    async def test_what_is_not_allowed(self, rig: Rig) -> None:
        await held_by_anna(rig)
        commands = rig.core.application.invitation_commands
        with pytest.raises(NotTheirs):
            await commands.invite(actor("ben"), "c1", "carl", "why", None)
        with pytest.raises(TaskNotAllowed, match="already_theirs"):
            await commands.invite(actor("anna"), "c1", "anna", "why", None)
        for n in range(MAX_LIVE):
            await commands.invite(actor("anna"), "c1", f"e{n}", "why", None)
        with pytest.raises(InvitationRefused, match="already_invited"):
            await commands.invite(actor("anna"), "c1", "e0", "why", None)
        with pytest.raises(InvitationRefused, match="too_many_invitations"):
            await commands.invite(actor("anna"), "c1", "ben", "why", None)
        with pytest.raises(InvitationRefused, match="not_invited"):
            await commands.answer(actor("ben"), "c1", "accepted")
        with pytest.raises(UnknownTask):
            await commands.answer(actor("ben"), "c9", "accepted")
        await commands.answer(actor("e0"), "c1", "declined")
        with pytest.raises(InvitationRefused, match="unknown_employee"):
            await commands.invite(actor("anna"), "c1", "nobody", "why", None)
        assert (await commands.invite(actor("anna"), "c1", "ben", "why", None)).employee == "ben"
