"""Holds texts against a brand's guideline: the same check when a reply is requested, approved, retried and sent."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.clock import Clock
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.rulebook import Rulebook
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.guideline import Check, Situation
from services.inbox.domain.guideline_check import check_reply
from services.inbox.domain.incident import IncidentCopy


class Guidelines:
    """The guideline of each brand with what it judges by: author, conversation, and whether an incident is on."""

    def __init__(self, unit: UnitOfWork, rulebook: Rulebook, clock: Clock) -> None:
        """`unit` has the copies of employees and incidents."""
        self._unit = unit
        self._rulebook = rulebook
        self._clock = clock

    async def judge(self, state: Conversation, author: str, text: str) -> Check:
        """Judge a reply that shall go out, by the version in force at this moment."""
        guideline = await self._rulebook.guideline(state.brand)
        certificates = await self.certificates(state.brand, author)
        return check_reply(text, await self.situation(state), certificates, guideline)

    async def preview(self, brand: str, author: str, text: str, situation: Situation) -> Check:
        """Judge a draft, by a version that may be some seconds old."""
        guideline = (await self._rulebook.of(brand)).guideline
        return check_reply(text, situation, await self.certificates(brand, author), guideline)

    async def situation(self, state: Conversation) -> Situation:
        """The situation a guideline judges a reply in."""
        return Situation(
            channel=state.channel,
            visibility=state.visibility,
            triage=state.triage,
            priority=state.priority,
            topics=state.open_topics,
            language=state.language,
            in_incident=bool(await self.incidents(state.brand)),
        )

    async def certificates(self, brand: str, person: str) -> tuple[str, ...]:
        """The certificates an employee holds now, as routing last reported."""
        return (await self._unit.certificates(brand, person)).in_force(self._clock.now())

    async def incidents(self, brand: str) -> Sequence[IncidentCopy]:
        """The incidents that are on, the gravest first."""
        return await self._unit.incidents(brand)
