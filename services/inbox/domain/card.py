"""Best-practice cards: how somebody answered well, reviewed by somebody else, found where it helps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline import Guideline
from services.inbox.domain.guideline_check import check_reply
from services.inbox.domain.guideline_scope import Author, Situation
from services.inbox.domain.guideline_verdict import Violation
from services.inbox.domain.words import search_words

CardState = Literal["proposed", "published", "retired"]

TELLING = 5  # letters; shorter words of the languages written with letters are mostly those that every text has
FIT_MIN = 2  # one shared word is chance
CONTRADICTIONS = frozenset({"blocked_term", "personal_data", "too_long"})


class OwnCard(Exception):
    """Nobody publishes what they wrote themselves."""


@dataclass(frozen=True, slots=True)
class CardText:
    """What a card says and what it is for; empty channels are all, no language is any."""

    title: str
    text: str
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A card with its review. `reviewer` and `reason` are of the last one; a guideline that retires it is no person."""

    brand: str
    id: str
    content: CardText
    author: str
    made_at: datetime
    state: CardState = "proposed"
    reviewer: str | None = None
    reviewed_at: datetime | None = None
    reason: str | None = None
    version: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """The words it is found by."""
        return telling_words(f"{self.content.title} {self.content.text}")


def revised(card: Card, content: CardText, by: str) -> Card:
    """Other words, which are reviewed anew; who wrote them is the author from now on."""
    if content == card.content and card.state != "retired":
        return card
    return replace(
        card,
        content=content,
        author=by,
        state="proposed",
        reviewer=None,
        reviewed_at=None,
        reason=None,
        version=card.version + 1,
    )


def published(card: Card, by: str, at: datetime) -> Card:
    """A second person finds it good.

    Raises:
        StateNotAllowed: It is not proposed.
        OwnCard: They wrote it.
    """
    if card.state != "proposed":
        raise StateNotAllowed("publish", card.state)
    if by == card.author:
        raise OwnCard
    return replace(card, state="published", reviewer=by, reviewed_at=at, version=card.version + 1)


def retired(card: Card, by: str | None, reason: str, at: datetime) -> Card:
    """It is shown no more; None retires it where a guideline contradicts it. Again, it stays as it is."""
    if card.state == "retired":
        return card
    return replace(card, state="retired", reviewer=by, reviewed_at=at, reason=reason, version=card.version + 1)


def contradiction(card: Card, guideline: Guideline) -> Violation | None:
    """What the guideline blocks in the words of a card, in public and whoever says it; None: nothing."""
    channel = card.content.channels[0] if card.content.channels else "generic"
    situation = Situation(channel, "public", "respond", 50, card.content.topics, card.content.language)
    check = check_reply(card.content.text, situation, Author(), guideline)
    return next((each for each in check.violations if each.code in CONTRADICTIONS), None)


def says(card: Card, text: str) -> bool:
    """Whether a text is the words of a published card as they stand; white space at the ends does not count."""
    return card.state == "published" and card.content.text.strip() == text.strip()


def telling_words(text: str) -> tuple[str, ...]:
    """The words of a text that say what it is about: short ones, which every text has, are left out."""
    return tuple(each for each in search_words(text) if len(each) >= TELLING or not each.isascii())


def fit(card: Card, topics: Collection[str], channel: str, language: str | None, words: Collection[str]) -> int:
    """How well a card fits a conversation; 0: not at all. A topic counts as much as four words."""
    content = card.content
    if content.channels and channel not in content.channels:
        return 0
    if content.language is not None and language is not None and not _same_language(content.language, language):
        return 0
    shared = 4 * len(set(content.topics) & set(topics)) + len(set(card.words) & set(words))
    return shared if shared >= FIT_MIN else 0


def _same_language(first: str, second: str) -> bool:
    return first.lower().partition("-")[0] == second.lower().partition("-")[0]
