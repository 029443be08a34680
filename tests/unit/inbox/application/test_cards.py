"""Cards over the use cases: found from a conversation, ranked by what became of them, retired by a guideline."""

from __future__ import annotations

import pytest

from services.inbox.application.card_store import CardFilters
from services.inbox.application.errors import CardContradicts, Unknown, VersionMismatch
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.domain.card import CardText
from tests.support.inbox.events import BRAND, a_message
from tests.unit.inbox.application.rig import ANNA, BOB, Rig

CANCELLED = CardText("A cancelled flight", "Say sorry, and offer the next flight.", ("cancelled",))
HELP = CardText("Somebody asks for help", "Tell what you can do for a cancelled flight.", ("cancelled",))


async def publish(rig: Rig, id_: str, content: CardText = CANCELLED) -> None:
    await rig.inbox.cards.propose(ANNA, id_, content)
    await rig.inbox.cards.publish(BOB, id_, None)


async def fitting(rig: Rig) -> list[tuple[str, int]]:
    found = await rig.inbox.cards.fitting(BRAND, rig.conversation.id, 5)
    return [(each.card.id, each.fit) for each in found]


async def test_cards_are_found_from_what_the_contact_wrote_the_best_first(rig: Rig) -> None:
    await rig.take(a_message(text="My flight is cancelled, please help me?"))
    await rig.inbox.cards.propose(ANNA, "proposed", CANCELLED)
    await publish(rig, "c1")
    await publish(rig, "other", CardText("Lounge", "Name the nearest lounge.", ("lounge",)))
    found = await fitting(rig)
    assert [id_ for id_, _ in found] == ["c1"]
    with pytest.raises(Unknown):
        await rig.inbox.cards.fitting(BRAND, "nothing", 5)


async def test_of_two_that_fit_alike_the_one_that_helped_comes_first(rig: Rig) -> None:
    await rig.take(a_message(text="My flight is cancelled"))
    await rig.assign()
    await publish(rig, "c1")
    rig.clock.advance(1)
    await publish(rig, "c2")
    assert [id_ for id_, _ in await fitting(rig)] == ["c2", "c1"], "the newest first, where nothing is known"
    draft = ReplyDraft("Sorry! You fly at noon.", card="c1")
    await rig.inbox.replies.request(ANNA, rig.conversation.id, draft, None, "r1")
    await rig.send_due()
    assert [id_ for id_, _ in await fitting(rig)] == ["c1", "c2"]
    await rig.inbox.cards.vote(ANNA, "c2", helpful=True)
    await rig.inbox.cards.vote(BOB, "c2", helpful=True)
    assert [id_ for id_, _ in await fitting(rig)] == ["c2", "c1"]
    figures = (await rig.inbox.cards.get(BRAND, "c1")).figures
    assert (figures.uses, figures.sent, figures.helpful) == (1, 1, 0)


async def test_a_card_that_a_guideline_blocks_is_neither_written_nor_published_and_is_retired(rig: Rig) -> None:
    with pytest.raises(CardContradicts):
        await rig.inbox.cards.propose(ANNA, "c1", CardText("Loud", "Tell them to calm down."))
    await publish(rig, "c1")
    await publish(rig, "c2", HELP)
    await rig.inbox.cards.propose(ANNA, "c3", CANCELLED)
    await rig.rule(blocked_terms=[{"term": "the next flight", "why": "Say which"}])
    await rig.guidelines_due()
    states = {each.card.id: each.card.state for each in await rig.inbox.cards.page(BRAND, CardFilters(), None, 10)}
    assert states == {"c1": "retired", "c2": "published", "c3": "proposed"}
    retired = (await rig.inbox.cards.get(BRAND, "c1")).card
    assert (retired.reviewer, retired.reason) == (None, "version 2 of the guideline: the next flight")
    with pytest.raises(CardContradicts):
        await rig.inbox.cards.publish(BOB, "c3", None)
    assert await rig.inbox.cards.retire_contradicted(BRAND) == 0


async def test_a_command_tried_again_finds_its_card_and_an_old_version_is_refused(rig: Rig) -> None:
    first = await rig.inbox.cards.propose(ANNA, "c1", CANCELLED)
    assert await rig.inbox.cards.propose(ANNA, "c1", CANCELLED) == first
    with pytest.raises(VersionMismatch):
        await rig.inbox.cards.publish(BOB, "c1", 7)
    with pytest.raises(Unknown):
        await rig.inbox.cards.vote(ANNA, "nothing", helpful=True)
