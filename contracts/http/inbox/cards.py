"""Best-practice cards."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.inbox.fields import Language, Names, Why
from contracts.http.models import ReadModel, WriteModel
from contracts.http.shown import CreatedAt, ShownVersion

CardState = Literal["proposed", "published", "retired"]


class CardUpdate(WriteModel):
    """What a card says and what it is for, written whole."""

    title: str = Field(min_length=1, max_length=120)
    """What it helps with, in a few words."""
    text: str = Field(min_length=1, max_length=4_000)
    """How to answer, as a reply or as advice; the guideline in force must not block it."""
    topics: Names
    """Topics of the triage rules it is about; each fits a conversation as much as four shared words."""
    channels: Names
    """Channels it is for; empty: all."""
    language: Language | None
    """The language it is written in (BCP 47); null: any."""


class CardCreate(CardUpdate):
    """A card to propose."""


class Card(ReadModel):
    """A card with what is known of it."""

    id: str
    """32 hexadecimal digits; `card` of a reply names it."""
    title: str
    """What it helps with."""
    text: str
    """How to answer, as a reply or as advice."""
    topics: tuple[str, ...]
    """What it is about, in the words of the triage rules."""
    channels: tuple[str, ...]
    """Channels it is for; empty: all."""
    language: str | None = None
    """The language it is written in; null: any."""
    state: CardState
    """`proposed` waits for a second person, `published` is found from conversations, `retired` is shown no more."""
    author: str
    """The person who wrote its present words, by id."""
    made_at: CreatedAt
    reviewer: str | None = None
    """The person who published or retired it, by id; null: nobody did, or a guideline retired it."""
    reviewed_at: AwareDatetime | None = None
    """When that was (UTC); null: nobody has looked at it."""
    reason: str | None = None
    """Why it was retired; null while it is not."""
    uses: int
    """How many replies were written with it."""
    sent: int
    """How many of these went out."""
    rejected: int
    """How many of these an approver rejected."""
    helpful: int
    """How many people say that it helped."""
    unhelpful: int
    """How many people say that it did not."""
    version: ShownVersion


class FittingCard(ReadModel):
    """A card that fits a conversation."""

    card: Card
    """The card; published ones alone are found."""
    fit: int
    """How well it fits: a shared topic counts four, a shared word one."""


class FittingCards(ReadModel):
    """The cards that fit a conversation best."""

    items: tuple[FittingCard, ...]
    """The best first; of equal fit by votes and outcomes."""


class CardRetirementCreate(WriteModel):
    """Why a card is shown no more."""

    reason: Why
    """In words that its author reads."""


class CardVoteCreate(WriteModel):
    """Whether a card helped."""

    helpful: bool
    """The last word of each person counts."""
