"""What every store of cards promises."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest

from chassis.errors import VersionConflict
from services.inbox.application.card_store import CardFigures, CardFilters, CardStore
from services.inbox.domain.card import Card, CardText, published
from services.inbox.domain.reply import Reply
from tests.support.inbox.builders import NOON, a_reply, minutes
from tests.support.inbox.events import BRAND

LATE = CardText("A suitcase that is late", "Ask for the number of the tag.", ("baggage",), (), "en")
REBOOK = CardText("Rebooking", "Offer the next flight, whatever its price.", ("rebooking",), ("x",), "en")


def a_card(id_: str, content: CardText = LATE, after: int = 0, brand: str = BRAND) -> Card:
    return published(Card(brand, id_, content, "anna", NOON + minutes(after)), "bob", NOON)


@dataclass(frozen=True, slots=True)
class CardSides:
    """A store of cards, and the replies it counts."""

    store: CardStore
    keep: Callable[[Reply], Awaitable[None]]


class CardStoreSuite:
    """Subclasses give `sides`."""

    async def test_a_card_is_written_on_condition_of_what_was_read(self, sides: CardSides) -> None:
        card = a_card("c1")
        await sides.store.write(None, card)
        with pytest.raises(VersionConflict):
            await sides.store.write(None, card)
        later = replace(card, version=3, state="retired")
        await sides.store.write(card, later)
        with pytest.raises(VersionConflict):
            await sides.store.write(card, replace(card, version=4))
        assert await sides.store.card(BRAND, "c1") == later
        assert await sides.store.card("dell", "c1") is None

    async def test_lists_are_the_newest_first_and_filtered(self, sides: CardSides) -> None:
        late, rebook = a_card("c1"), a_card("c2", REBOOK, 1)
        proposed = replace(a_card("c3", LATE, 2), state="proposed", author="cleo")
        for each in (late, rebook, proposed, a_card("c4", brand="dell")):
            await sides.store.write(None, each)

        async def listed(**filters: str) -> list[str]:
            found = await sides.store.page(BRAND, CardFilters(**filters), None, 10)  # type: ignore[arg-type]
            return [each.id for each in found]

        assert await listed() == ["c3", "c2", "c1"]
        assert await listed(state="published") == ["c2", "c1"]
        assert await listed(topic="rebooking") == ["c2"]
        assert await listed(author="cleo") == ["c3"]
        assert await listed(q="Suitcase late") == ["c3", "c1"]
        assert await listed(q="suitcase rebooking") == await listed(q="?") == await listed(language="nl") == []
        behind = await sides.store.page(BRAND, CardFilters(), (rebook.made_at, "c2"), 10)
        assert [each.id for each in behind] == ["c1"]

    async def test_published_cards_that_share_a_topic_or_a_word_are_found(self, sides: CardSides) -> None:
        for each in (a_card("c1"), a_card("c2", REBOOK, 1), replace(a_card("c3", LATE, 2), state="proposed")):
            await sides.store.write(None, each)
        by_topic = await sides.store.sharing(BRAND, ["baggage"], [], 10)
        by_words = await sides.store.sharing(BRAND, [], ["price", "tag"], 10)
        assert ([each.id for each in by_topic], [each.id for each in by_words]) == (["c1"], ["c2", "c1"])
        assert await sides.store.sharing(BRAND, [], [], 10) == []
        assert await sides.store.sharing("dell", ["baggage"], ["suitcase"], 10) == []

    async def test_figures_count_replies_by_their_outcome_and_the_last_word_of_each_person(
        self, sides: CardSides
    ) -> None:
        states = ("queued", "sent", "read", "rejected", "failed")
        for number, state in enumerate(states):
            await sides.keep(a_reply(id=f"r{number}", state=state, card="c1"))
        await sides.keep(a_reply(id="r9", state="sent"))
        for person, helpful in (("anna", True), ("bob", False), ("anna", False), ("cleo", True)):
            await sides.store.vote(BRAND, "c1", person, helpful=helpful)
        assert await sides.store.figures(BRAND, ["c1", "c2"]) == {"c1": CardFigures(5, 2, 1, 1, 2)}
        assert await sides.store.figures("dell", ["c1"]) == {}
        assert await sides.store.figures(BRAND, []) == {}
