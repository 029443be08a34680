"""The guideline: what a reply must not say, who may say it and with whose approval, and what everyone may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.inbox.domain.personal_data import PersonalKind

Verdict = Literal["allowed", "needs_approval", "refused"]
ViolationCode = Literal["blocked_term", "personal_data", "missing_certificate", "approval_needed", "too_long", "empty"]


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a reply would go: what its conversation is about."""

    channel: str
    visibility: str
    triage: str
    priority: int
    topics: tuple[str, ...] = ()
    language: str | None = None
    in_incident: bool = False


@dataclass(frozen=True, slots=True)
class Applies:
    """When a rule applies; empty conditions always hold."""

    channels: tuple[str, ...] = ()
    visibility: str | None = None
    triage: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    min_priority: int = 0
    in_incident: bool | None = None

    def holds(self, situation: Situation) -> bool:
        """Whether every condition holds; `topics` needs one in common."""
        return (
            (not self.channels or situation.channel in self.channels)
            and (self.visibility is None or self.visibility == situation.visibility)
            and (not self.triage or situation.triage in self.triage)
            and (not self.topics or any(topic in self.topics for topic in situation.topics))
            and situation.priority >= self.min_priority
            and (self.in_incident is None or self.in_incident == situation.in_incident)
        )


@dataclass(frozen=True, slots=True)
class BlockedTerm:
    """A word or phrase no reply may contain, and why, for the author to read."""

    term: str
    why: str


@dataclass(frozen=True, slots=True)
class PersonalDataRule:
    """Which personal data may not be written where."""

    id: str
    kinds: tuple[PersonalKind, ...]
    applies: Applies
    why: str


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """Which certificate the author needs where."""

    id: str
    certificate: str
    applies: Applies
    why: str


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Rules of engagement: where a second person must agree. Holders of `unless_certificate` need nobody."""

    id: str
    applies: Applies
    why: str
    unless_certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Freedom:
    """What everyone may do, said as plainly as what they may not; it lifts the rules it names where it applies."""

    id: str
    text: str
    applies: Applies = Applies()
    lifts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guideline:
    """A version of a brand's guideline. `own_addresses` are e-mail addresses and numbers the brand publishes itself."""

    version: int
    blocked_terms: tuple[BlockedTerm, ...] = ()
    personal_data: tuple[PersonalDataRule, ...] = ()
    certificates: tuple[CertificateRule, ...] = ()
    approvals: tuple[ApprovalRule, ...] = ()
    freedoms: tuple[Freedom, ...] = ()
    own_addresses: tuple[str, ...] = ()
    max_length: int = 5_000


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong with a reply: which rule says so, why, and where in the text, if anywhere."""

    code: ViolationCode
    rule: str
    why: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to a reply: every violation, and the freedoms that apply here."""

    verdict: Verdict
    guideline_version: int
    violations: tuple[Violation, ...]
    freedoms: tuple[Freedom, ...]
