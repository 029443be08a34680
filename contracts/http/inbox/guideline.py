"""The guideline for replies, kept in versions: duties, and the freedoms beside them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.http.inbox.fields import Name, Names, Term, Why
from contracts.http.models import WriteModel
from contracts.inbox import Triage

PersonalKind = Literal["iban", "card", "email", "phone"]


class GuidelineScope(WriteModel):
    """Where a rule of the guideline applies; left out: everywhere."""

    channels: Names = ()
    visibility: Literal["public", "private"] | None = None
    triage: tuple[Triage, ...] = ()
    topics: Names = ()
    min_priority: int = Field(default=0, ge=0, le=100)
    in_incident: bool | None = None


class BlockedTerm(WriteModel):
    """A word no reply may contain, and why."""

    term: Term
    why: Why


class PersonalDataRule(WriteModel):
    """Which personal data may not be written where."""

    id: Name
    kinds: tuple[PersonalKind, ...] = Field(min_length=1)
    applies: GuidelineScope = GuidelineScope()
    why: Why


class CertificateRule(WriteModel):
    """Which certificate the author needs where."""

    id: Name
    certificate: Name
    applies: GuidelineScope = GuidelineScope()
    why: Why


class ApprovalRule(WriteModel):
    """Where a second person must agree; holders of `unless_certificate` need nobody."""

    id: Name
    applies: GuidelineScope = GuidelineScope()
    why: Why
    unless_certificate: Name | None = None


class FreedomRule(WriteModel):
    """What everyone may do; it lifts the rules it names (by their ids), where it applies."""

    id: Name
    text: str = Field(min_length=1, max_length=500)
    applies: GuidelineScope = GuidelineScope()
    lifts: Names = ()


class GuidelineUpdate(WriteModel):
    """The whole guideline: duties, and the freedoms beside them. What is to be empty is said to be empty."""

    blocked_terms: tuple[BlockedTerm, ...] = Field(max_length=500)
    personal_data: tuple[PersonalDataRule, ...] = Field(max_length=32)
    certificates: tuple[CertificateRule, ...] = Field(max_length=64)
    approvals: tuple[ApprovalRule, ...] = Field(max_length=64)
    freedoms: tuple[FreedomRule, ...] = Field(max_length=64)
    own_addresses: tuple[str, ...] = Field(max_length=100)
    max_length: int = Field(ge=1, le=20_000)


class Guideline(GuidelineUpdate):
    """The guideline in force, with its version."""

    version: int
