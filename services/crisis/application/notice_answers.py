"""Answers through the link of a notice: it works once, needs no session, and acts for the person who was told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from contracts.ids import derived_id
from services.crisis.application.answers import take_answer
from services.crisis.application.caller import CommandCaller
from services.crisis.application.notices import is_answered
from services.crisis.application.page_answers import acknowledge, decline
from services.crisis.application.rotation_swaps import SwapCommands
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.notice import WITHOUT_LINK, Notice, ended

LinkAnswer = Literal["accept", "decline"]


class LinkOver(Exception):
    """The link was used before, or nobody waits for its answer any more."""


@dataclass(frozen=True, slots=True)
class LinkView:
    """What a page of the link shows: whether an answer is still awaited."""

    notice: Notice
    awaited: bool


class NoticeAnswers:
    """Reads and answers notices for whoever has their link."""

    def __init__(self, units: Units, swaps: SwapCommands) -> None:
        self._units = units
        self._swaps = swaps

    async def view(self, brand: str, notice_id: str) -> LinkView:
        """What is asked; raises Missing."""
        store = self._units.read(brand)
        notice = await store.notices.find(notice_id)
        if notice is None:
            raise Missing
        asked = notice.kind not in WITHOUT_LINK and notice.answered_by_link is None
        awaited = asked and not await is_answered(store, notice)
        return LinkView(notice, awaited)

    async def answer(self, brand: str, notice_id: str, answer: LinkAnswer) -> Notice:
        """Acknowledge the page, or answer the callout or the swap.

        Raises:
            Missing: There is no such notice.
            LinkOver: It was answered before, by its link or otherwise, or is no longer asked.
            AlreadyAnswered, NoPlaceLeft, VolunteerBarred: As of any answer to a callout.
            RotationNotAllowed: As of any answer to a swap.
        """
        view = await self.view(brand, notice_id)
        notice = view.notice
        if not view.awaited or notice.person is None:
            raise LinkOver
        caller = CommandCaller(brand, notice.person, derived_id("notice link", notice.id))
        word: Literal["accepted", "declined"] = "accepted" if answer == "accept" else "declined"
        if notice.kind == "ask":
            await take_answer(self._units, caller, notice.about, word)
        elif notice.kind == "swap":
            await self._swaps.answer(caller, notice.rotation or "", notice.about, word)
        elif answer == "accept":
            await acknowledge(self._units, caller, notice.about)
        else:
            await decline(self._units, caller, notice.about)
        return await self._units.run(
            brand, derived_id("notice link used", notice.id), notice.person, lambda unit: _used(unit, notice_id)
        )


async def _used(unit: UnitOfWork, notice_id: str) -> Notice:
    notice = await unit.store.notices.find(notice_id)
    if notice is None:
        raise Missing
    if notice.answered_by_link is not None:
        raise LinkOver
    used = replace(ended(notice, "answered"), answered_by_link=unit.now)
    await unit.store.notices.save(used)
    unit.cancel(f"notice/{unit.brand}/{notice.id}")
    return used
