"""The guideline for replies, kept in versions: duties, and the freedoms beside them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.http.inbox.engagement import ApprovalRule, AuthorScope, GuidelineScope, SilenceRule
from contracts.http.inbox.fields import Name, Names, Term, Texts, Why
from contracts.http.models import WriteModel
from contracts.http.shown import RulesVersion

PersonalKind = Literal["iban", "card", "email", "phone"]
HintKind = Literal["many_words", "capitals", "exclamations"]


class BlockedTerm(WriteModel):
    """A word no reply may contain, and why. With `applies` or `unless_certificate` it is confidential: not here."""

    term: Term
    """The word or phrase, found as whole words whatever their case or accents."""
    why: Why
    """The reason, for the author to read."""
    applies: GuidelineScope = GuidelineScope()
    """Where it is blocked; left out: everywhere."""
    unless_certificate: Name | None = None
    """Authors who hold this certificate may say it; null: nobody may."""


class PersonalDataRule(WriteModel):
    """Which personal data may not be written where."""

    id: Name
    """Names the rule in violations and in `lifts` of a freedom."""
    kinds: tuple[PersonalKind, ...] = Field(min_length=1)
    """What it looks for: bank accounts (`iban`), card numbers (`card`), addresses (`email`), numbers (`phone`)."""
    applies: GuidelineScope = GuidelineScope()
    """Where it applies; left out: everywhere."""
    authors: AuthorScope = AuthorScope()
    """Whom it is for; left out: everybody."""
    why: Why
    """The reason, for the author to read."""


class CertificateRule(WriteModel):
    """Which certificate the author needs where."""

    id: Name
    """Names the rule in violations and in `lifts` of a freedom."""
    certificate: Name
    """The certificate the author must hold when the reply is asked for and when it is sent."""
    applies: GuidelineScope = GuidelineScope()
    """Where it applies; left out: everywhere."""
    why: Why
    """The reason, for the author to read."""


class AbilityRule(WriteModel):
    """Where who answers needs the ability that goes with the voice: a certificate of the catalogue gives it."""

    id: Name
    """Names the rule in violations and in `lifts` of a freedom."""
    voice: Literal["brand", "own"]
    """Replies in the brand's name need `speak_for_brand` (`brand`), those in one's own `answer_as_oneself` (`own`)."""
    applies: GuidelineScope = GuidelineScope()
    """Where it applies; left out: everywhere."""
    why: Why
    """The reason, for the author to read."""
    share_cards: bool = False
    """Whether who has `share` may send the words of a published card as they stand, with `card` naming it."""


class Listening(WriteModel):
    """Whose certificates give `listen` reads, without `conversations:read`, what is public in every message."""

    channels: Names = ()
    """Only conversations of these platforms, such as `x`; empty: of all."""


class OwnNameRule(WriteModel):
    """Who speaks in their own name instead of the brand's says whose employee they are."""

    mark: str = Field(min_length=2, max_length=60)
    """The words that a reply in one's own name carries somewhere, whatever their case."""
    why: Why
    """The reason, for the author to read."""


class Hint(WriteModel):
    """Advice on length and tone; it is shown and stops nothing."""

    id: Name
    """The name of the hint, the same in answers of the check."""
    kind: HintKind
    """What is counted: `many_words`, `capitals` (words written in capitals), `exclamations` (exclamation marks)."""
    most: int = Field(ge=0, le=10_000)
    """The hint is given above this number."""
    why: Why
    """The advice, for the author to read."""


class Duty(WriteModel):
    """What everyone has to do, in words."""

    id: Name
    """The name of the duty, by which two versions are compared."""
    texts: Texts = Field(min_length=1)
    """The duty by language."""
    rules: Names = ()
    """Ids of rules of this guideline that check it by machine; blocked terms by the term."""


class FreedomRule(WriteModel):
    """What everyone may do."""

    id: Name
    """The name of the freedom, the same in answers of the check."""
    text: str = Field(min_length=1, max_length=500)
    """What everyone may do, in words for the employee."""
    applies: GuidelineScope = GuidelineScope()
    """Where it applies; left out: everywhere."""
    lifts: Names = ()
    """Ids of rules of this guideline that do not count where the freedom applies; blocked terms always do."""
    texts: Texts = {}
    """The freedom in other languages."""


class GuidelineUpdate(WriteModel):
    """The whole guideline: duties, and the freedoms beside them. What is to be empty is said to be empty."""

    blocked_terms: tuple[BlockedTerm, ...] = Field(max_length=500)
    """Words no reply may contain."""
    personal_data: tuple[PersonalDataRule, ...] = Field(max_length=32)
    """Rules on personal data in the text of a reply."""
    certificates: tuple[CertificateRule, ...] = Field(max_length=64)
    """Rules on who may answer; routing offers such conversations to holders alone."""
    abilities: tuple[AbilityRule, ...] = Field(max_length=16)
    """Rules on who may answer in which voice, by what they have learnt; empty: everybody may in both."""
    approvals: tuple[ApprovalRule, ...] = Field(max_length=64)
    """The rules of engagement: where a second person must agree before a reply is sent."""
    freedoms: tuple[FreedomRule, ...] = Field(max_length=64)
    """What everyone may do, beside the duties."""
    own_addresses: tuple[str, ...] = Field(max_length=100)
    """E-mail addresses and telephone numbers of the brand itself, which are no personal data."""
    max_length: int = Field(ge=1, le=20_000)
    """The longest reply, in characters (code points)."""
    duties: tuple[Duty, ...] = Field(max_length=64)
    """The duties in words; with the freedoms they are the text that people read and accept."""
    hints: tuple[Hint, ...] = Field(max_length=32)
    """Advice that stops nothing."""
    silences: tuple[SilenceRule, ...] = Field(max_length=32)
    """What is not answered here, with who takes it over."""
    own_name: OwnNameRule | None
    """What a reply in one's own name (`voice: own`) needs; null: nothing."""
    care_departments: Names
    """The departments of the care team; the board shows the share of answers from outside them. Empty: not said."""
    listening: Listening | None
    """What listeners may read; null: nothing. Who writes it has `conversations:read`."""
    without_acceptance: Literal["draft_only", "with_approval"]
    """What is left to who has not accepted the text when a reading campaign is due: `draft_only` is offered nothing and
    sends nothing, `with_approval` needs a second person for every reply."""


class Guideline(GuidelineUpdate):
    """The guideline in force, with its version."""

    version: RulesVersion
