"""Cards: written by anybody, published by somebody else, found from a conversation, retired by a guideline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.retrying import on_conflict
from services.inbox.application.card_store import CardFigures, CardFilters, CardFound, CardStore
from services.inbox.application.errors import CardContradicts, Unknown, check_version
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.rulebook import Rulebook
from services.inbox.domain.card import (
    Card,
    CardText,
    contradiction,
    fit,
    published,
    retired,
    revised,
    telling_words,
)

CANDIDATES = 200  # published cards that share a topic or a word with a conversation, of which the best are shown
RANKED = 4  # times as many as are shown: their outcomes are counted, which costs with their use
PAGE = 200  # cards looked at in one read when a guideline comes in force


class Cards:
    """Commands and questions of cards."""

    def __init__(self, store: CardStore, unit: UnitOfWork, rulebook: Rulebook, clock: Clock) -> None:
        """`unit` has the conversations that cards are looked for."""
        self._store = store
        self._unit = unit
        self._rulebook = rulebook
        self._clock = clock

    async def propose(self, caller: Principal, id_: str, content: CardText) -> Card:
        """Write a card that somebody else will look at.

        Raises:
            CardContradicts: The guideline in force blocks what it says.
        """
        card = Card(caller.brand, id_, content, caller.subject, self._clock.now_of(caller.brand))
        await self._check(card)
        try:
            await self._store.write(None, card)
        except VersionConflict:  # the same command, tried again after its answer was lost
            return await self._read(caller.brand, id_)
        return card

    async def revise(self, caller: Principal, id_: str, content: CardText, if_version: int | None) -> Card:
        """Write other words, which are reviewed anew. Raises as `propose` does, and Unknown."""
        return await self._change(caller.brand, id_, if_version, lambda card, _: revised(card, content, caller.subject))

    async def publish(self, caller: Principal, id_: str, if_version: int | None) -> Card:
        """Find a card good that somebody else wrote. Raises Unknown, StateNotAllowed, OwnCard, CardContradicts."""
        return await self._change(caller.brand, id_, if_version, lambda card, at: published(card, caller.subject, at))

    async def retire(self, caller: Principal, id_: str, reason: str, if_version: int | None) -> Card:
        """Show a card no more. Raises Unknown."""
        return await self._change(
            caller.brand, id_, if_version, lambda card, at: retired(card, caller.subject, reason, at)
        )

    async def vote(self, caller: Principal, id_: str, *, helpful: bool) -> Card:
        """Say whether a card helped; the last word of a person counts. Raises Unknown."""
        card = await self._read(caller.brand, id_)
        await self._store.vote(caller.brand, id_, caller.subject, helpful=helpful)
        return card

    async def get(self, brand: str, id_: str) -> CardFound:
        """One card with its figures. Raises Unknown."""
        return (await self._with_figures(brand, [await self._read(brand, id_)]))[0]

    async def page(
        self, brand: str, filters: CardFilters, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[CardFound]:
        """Cards with their figures, the newest first."""
        return await self._with_figures(brand, await self._store.page(brand, filters, after, limit))

    async def fitting(self, brand: str, conversation: str, limit: int) -> Sequence[CardFound]:
        """The published cards that fit a conversation best, by its topics and what was written last. Raises Unknown."""
        record = await self._unit.conversation(brand, conversation)
        if record is None:
            raise Unknown(conversation)
        state = record.conversation
        message = await self._unit.message(brand, state.last_inbound) if state.last_inbound else None
        words = telling_words(message.text) if message is not None else ()
        cards = await self._store.sharing(brand, state.open_topics, words, CANDIDATES)
        found = [CardFound(each, fit(each, state.open_topics, state.channel, state.language, words)) for each in cards]
        best = sorted((each for each in found if each.fit), key=lambda each: each.fit, reverse=True)[: RANKED * limit]
        fitting = await self._with_figures(brand, [each.card for each in best])
        fits = {each.card.id: each.fit for each in found}
        ranked = [CardFound(each.card, fits[each.card.id], each.figures) for each in fitting]
        return sorted(ranked, key=_rank, reverse=True)[:limit]

    async def retire_contradicted(self, brand: str) -> int:
        """Retire what the guideline in force blocks; returns how many. Done twice it changes nothing more."""
        guideline, count, after = await self._rulebook.guideline(brand), 0, None
        while True:
            cards = await self._store.page(brand, CardFilters(state="published"), after, PAGE)
            for card in cards:
                wrong = contradiction(card, guideline)
                if wrong is not None:
                    await self._contradicted(card, f"version {guideline.version} of the guideline: {wrong.rule}")
                    count += 1
            if len(cards) < PAGE:
                return count
            after = cards[-1].made_at, cards[-1].id

    async def _contradicted(self, card: Card, reason: str) -> None:
        await self._change(card.brand, card.id, None, lambda each, at: retired(each, None, reason, at))

    async def _change(
        self, brand: str, id_: str, if_version: int | None, change: Callable[[Card, datetime], Card]
    ) -> Card:
        async def once() -> Card:
            before = await self._read(brand, id_)
            check_version(if_version, before.version)
            after = change(before, self._clock.now_of(brand))
            if after is before:
                return before
            if after.state != "retired":
                await self._check(after)
            await self._store.write(before, after)
            return after

        return await on_conflict(once)

    async def _check(self, card: Card) -> None:
        wrong = contradiction(card, await self._rulebook.guideline(card.brand))
        if wrong is not None:
            raise CardContradicts(wrong)

    async def _read(self, brand: str, id_: str) -> Card:
        card = await self._store.card(brand, id_)
        if card is None:
            raise Unknown(id_)
        return card

    async def _with_figures(self, brand: str, cards: Sequence[Card]) -> list[CardFound]:
        figures = await self._store.figures(brand, [each.id for each in cards])
        return [CardFound(each, 0, figures.get(each.id, CardFigures())) for each in cards]


def _rank(found: CardFound) -> tuple[int, float, int]:
    """Fit first, then what people and outcomes say of it, then how often it was used."""
    figures = found.figures
    good, bad = figures.helpful + figures.sent, figures.unhelpful + figures.rejected
    return found.fit, (good + 1) / (good + bad + 2), figures.uses
