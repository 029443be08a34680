"""Holds texts against a brand's guideline: the same check when a reply is requested, approved, retried and sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from chassis.clock import Clock
from services.inbox.application.ability_copies import AbilityCopies
from services.inbox.application.campaign_queries import CampaignQueries
from services.inbox.application.card_store import CardStore
from services.inbox.application.directory import Directory
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.rulebook import Rulebook
from services.inbox.domain.ability import Voice
from services.inbox.domain.card import says
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.guideline import Guideline
from services.inbox.domain.guideline_check import check_reply
from services.inbox.domain.guideline_scope import Author, Situation
from services.inbox.domain.guideline_text import text_hash
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.incident import IncidentCopy


class Wording(NamedTuple):
    """What somebody says, in whose name, and with which card, if any."""

    text: str
    voice: Voice = "brand"
    card: str | None = None


class Guidelines:
    """The guideline of each brand with what it judges by: author, conversation, and whether an incident is on."""

    def __init__(
        self,
        unit: UnitOfWork,
        rulebook: Rulebook,
        campaigns: CampaignQueries,
        directory: Directory,
        abilities: AbilityCopies,
        cards: CardStore,
        clock: Clock,
    ) -> None:
        """`unit` has the copies of employees and incidents, `abilities` that of the catalogue."""
        self._unit = unit
        self._rulebook = rulebook
        self._campaigns = campaigns
        self._directory = directory
        self._abilities = abilities
        self._cards = cards
        self._clock = clock

    async def judge(self, state: Conversation, author: str, wording: Wording) -> Check:
        """Judge a reply that shall go out, by the version in force at this moment."""
        guideline = await self._rulebook.guideline(state.brand)
        return await self._checked(state.brand, author, wording, await self.situation(state), guideline)

    async def preview(self, brand: str, author: str, wording: Wording, situation: Situation) -> Check:
        """Judge a draft, by a version that may be some seconds old."""
        guideline = (await self._rulebook.of(brand)).guideline
        return await self._checked(brand, author, wording, situation, guideline)

    async def _checked(
        self, brand: str, author: str, wording: Wording, situation: Situation, guideline: Guideline
    ) -> Check:
        author_now = await self.author(brand, author, guideline)
        asked = any(rule.share_cards for rule in guideline.abilities)
        of_card = asked and await self.of_card(brand, wording)
        check = check_reply(wording.text, situation, author_now, guideline, wording.voice, of_card=of_card)
        return await self._with_ways(brand, check)

    async def of_card(self, brand: str, wording: Wording) -> bool:
        """Whether these are the words of the published card they name, as they stand."""
        card = await self._cards.card(brand, wording.card) if wording.card is not None else None
        return card is not None and says(card, wording.text)

    async def _with_ways(self, brand: str, check: Check) -> Check:
        """The answer with what gives the abilities that are missing."""
        named = []
        for each in check.violations:
            if each.ability is not None:
                ways = await self._abilities.ways_to(brand, each.ability)
                each = replace(each, certificates=ways.certificates, courses=ways.courses)
            named.append(each)
        return replace(check, violations=tuple(named))

    async def unearnable(self, brand: str, abilities: Collection[str]) -> frozenset[str]:
        """The ones of these abilities that no certificate of the brand gives and nobody has."""
        found = set()
        for each in sorted(abilities):
            ways = await self._abilities.ways_to(brand, each)
            if not ways.certificates and not await self._abilities.is_held(brand, each):
                found.add(each)
        return frozenset(found)

    async def author(self, brand: str, person: str, guideline: Guideline) -> Author:
        """An author as they are now: what routing and the gateway last reported, and what they have accepted."""
        entry = await self._unit.employee(brand, person)
        return Author(
            person,
            frozenset(entry.certificates.in_force(self._clock.now_of(brand))),
            entry.department,
            self._directory.roles(brand, person),
            await self._campaigns.left_to(brand, person, text_hash(guideline)),
            entry.abilities,
        )

    async def situation(self, state: Conversation) -> Situation:
        """The situation a guideline judges a reply in."""
        contact = await self._unit.contact(state.brand, state.contact)
        reach = contact.profile.reach if contact is not None else None
        incidents = await self.incidents(state.brand)
        return Situation(
            channel=state.channel,
            visibility=state.visibility,
            triage=state.triage,
            priority=state.priority,
            topics=state.open_topics,
            language=state.language,
            in_incident=bool(incidents),
            reach=reach,
            severity=incidents[0].severity if incidents else None,
            taken_over_by=state.taken_over_by,
        )

    async def incidents(self, brand: str) -> Sequence[IncidentCopy]:
        """The incidents that are on, the gravest first."""
        return await self._unit.incidents(brand)
