"""The guideline for replies, kept in versions: duties, and the freedoms beside them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.http.inbox.fields import Name, Names, Term, Why
from contracts.http.models import WriteModel
from contracts.http.shown import RulesVersion
from contracts.inbox import Triage

PersonalKind = Literal["iban", "card", "email", "phone"]


class GuidelineScope(WriteModel):
    """Where a rule of the guideline applies; left out: everywhere."""

    channels: Names = ()
    """Channels it applies on; empty: all."""
    visibility: Literal["public", "private"] | None = None
    """Only where everybody reads (`public`) or only between the two (`private`); null: both."""
    triage: tuple[Triage, ...] = ()
    """Triage of the conversation it applies to; empty: any."""
    topics: Names = ()
    """Topics of which the unanswered messages have one; empty: any."""
    min_priority: int = Field(default=0, ge=0, le=100)
    """Only from this priority on; 0: always."""
    in_incident: bool | None = None
    """true: only while an incident is on, false: only while none is, null: either way."""


class BlockedTerm(WriteModel):
    """A word no reply may contain, and why."""

    term: Term
    """The word or phrase, found as whole words whatever their case or accents."""
    why: Why
    """The reason, for the author to read."""


class PersonalDataRule(WriteModel):
    """Which personal data may not be written where."""

    id: Name
    """Names the rule in violations and in `lifts` of a freedom."""
    kinds: tuple[PersonalKind, ...] = Field(min_length=1)
    """What it looks for: bank accounts (`iban`), card numbers (`card`), addresses (`email`), numbers (`phone`)."""
    applies: GuidelineScope = GuidelineScope()
    """Where it applies; left out: everywhere."""
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


class ApprovalRule(WriteModel):
    """Where a second person must agree."""

    id: Name
    """Names the rule in violations and in `lifts` of a freedom."""
    applies: GuidelineScope = GuidelineScope()
    """Where it applies; left out: everywhere."""
    why: Why
    """The reason, for the author and for who approves."""
    unless_certificate: Name | None = None
    """Authors who hold this certificate need nobody; null: everybody does."""


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


class GuidelineUpdate(WriteModel):
    """The whole guideline: duties, and the freedoms beside them. What is to be empty is said to be empty."""

    blocked_terms: tuple[BlockedTerm, ...] = Field(max_length=500)
    """Words no reply may contain."""
    personal_data: tuple[PersonalDataRule, ...] = Field(max_length=32)
    """Rules on personal data in the text of a reply."""
    certificates: tuple[CertificateRule, ...] = Field(max_length=64)
    """Rules on who may answer; routing offers such conversations to holders alone."""
    approvals: tuple[ApprovalRule, ...] = Field(max_length=64)
    """The rules of engagement: where a second person must agree before a reply is sent."""
    freedoms: tuple[FreedomRule, ...] = Field(max_length=64)
    """What everyone may do, beside the duties."""
    own_addresses: tuple[str, ...] = Field(max_length=100)
    """E-mail addresses and telephone numbers of the brand itself, which are no personal data."""
    max_length: int = Field(ge=1, le=20_000)
    """The longest reply, in characters (code points)."""


class Guideline(GuidelineUpdate):
    """The guideline in force, with its version."""

    version: RulesVersion
