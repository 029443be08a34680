"""The guideline: what a reply must not say, who may say it and with whose approval, and what everyone may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from services.inbox.domain.ability import Voice
from services.inbox.domain.approval import ANYBODY, ApprovalStage
from services.inbox.domain.guideline_scope import Applies, AuthorScope, EngagementApplies, WithoutAcceptance
from services.inbox.domain.personal_data import PersonalKind

HintKind = Literal["many_words", "capitals", "exclamations"]


@dataclass(frozen=True, slots=True)
class BlockedTerm:
    """What may not be said, or, with `applies` and `unless_certificate`, only elsewhere or by who holds something."""

    term: str
    why: str
    applies: Applies = Applies()
    unless_certificate: str | None = None


@dataclass(frozen=True, slots=True)
class PersonalDataRule:
    """Which personal data may not be written where."""

    id: str
    kinds: tuple[PersonalKind, ...]
    applies: Applies
    why: str
    authors: AuthorScope = AuthorScope()


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """Which certificate the author needs where."""

    id: str
    certificate: str
    applies: Applies
    why: str


@dataclass(frozen=True, slots=True)
class AbilityRule:
    """Where the author of a reply in this voice needs the ability that goes with it.

    With `share_cards`, the ability to share does for a reply in the words of a published card.
    """

    id: str
    voice: Voice
    applies: Applies
    why: str
    share_cards: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Rules of engagement: where a second person must agree. Holders of `unless_certificate` need nobody."""

    id: str
    applies: EngagementApplies
    why: str
    unless_certificate: str | None = None
    authors: AuthorScope = AuthorScope()
    stages: tuple[ApprovalStage, ...] = (ANYBODY,)
    expires_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class SilenceRule:
    """Rules of engagement: what is not answered here; `department` takes it over, where one does."""

    id: str
    applies: EngagementApplies
    why: str
    department: str | None = None


@dataclass(frozen=True, slots=True)
class OwnNameRule:
    """Speaking in one's own name instead of the brand's: the reply carries a mark that says whose employee it is."""

    mark: str
    why: str


@dataclass(frozen=True, slots=True)
class Listening:
    """Who has the ability to listen reads public conversations; empty channels are all."""

    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """Advice on length and tone that stops nothing; `most` is words, words in capitals or exclamation marks."""

    id: str
    kind: HintKind
    most: int
    why: str


@dataclass(frozen=True, slots=True)
class Duty:
    """What everyone has to do, in words by language; `rules` are those of this guideline that check it."""

    id: str
    texts: Mapping[str, str]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Freedom:
    """What everyone may do, said as plainly as what they may not; it lifts the rules it names where it applies."""

    id: str
    text: str
    applies: Applies = Applies()
    lifts: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)  # in other languages


@dataclass(frozen=True, slots=True)
class Guideline:
    """A version of a brand's guideline. `own_addresses` are e-mail addresses and numbers the brand publishes itself.

    `care_departments` are the care team, whose share of the answers the board shows; empty: not said.
    """

    version: int
    blocked_terms: tuple[BlockedTerm, ...] = ()
    personal_data: tuple[PersonalDataRule, ...] = ()
    certificates: tuple[CertificateRule, ...] = ()
    approvals: tuple[ApprovalRule, ...] = ()
    freedoms: tuple[Freedom, ...] = ()
    own_addresses: tuple[str, ...] = ()
    max_length: int = 5_000
    duties: tuple[Duty, ...] = ()
    hints: tuple[Hint, ...] = ()
    own_name: OwnNameRule | None = None
    silences: tuple[SilenceRule, ...] = ()
    without_acceptance: WithoutAcceptance = "with_approval"
    abilities: tuple[AbilityRule, ...] = ()
    care_departments: tuple[str, ...] = ()
    listening: Listening | None = None
