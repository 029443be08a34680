"""The guideline: what a reply must not say, who may say it and with whose approval, and what everyone may do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from services.inbox.domain.personal_data import PersonalKind, find_personal_data
from services.inbox.domain.words import folded

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


def check_reply(text: str, situation: Situation, certificates: Iterable[str], guideline: Guideline) -> Check:
    """Judge a reply. Approval alone is a question to a second person; anything else wrong is a refusal."""
    held = frozenset(certificates)
    freedoms = tuple(freedom for freedom in guideline.freedoms if freedom.applies.holds(situation))
    lifted = {rule for freedom in freedoms for rule in freedom.lifts}
    violations = (
        *_length(text, guideline),
        *_blocked(text, guideline),
        *_personal(text, situation, guideline, lifted),
        *_certificates(situation, held, guideline, lifted),
        *_approvals(situation, held, guideline, lifted),
    )
    if not violations:
        verdict: Verdict = "allowed"
    else:
        approval_only = all(violation.code == "approval_needed" for violation in violations)
        verdict = "needs_approval" if approval_only else "refused"
    return Check(verdict, guideline.version, violations, freedoms)


def _length(text: str, guideline: Guideline) -> list[Violation]:
    if not text.strip():
        return [Violation("empty", "text", "A reply needs words")]
    if len(text) > guideline.max_length:
        why = f"A reply has at most {guideline.max_length} characters"
        return [Violation("too_long", "max_length", why, guideline.max_length, len(text))]
    return []


def _blocked(text: str, guideline: Guideline) -> list[Violation]:
    found = []
    for blocked in guideline.blocked_terms:
        for match in re.finditer(rf"(?<!\w){re.escape(blocked.term)}(?!\w)", text, re.IGNORECASE):
            found.append(Violation("blocked_term", blocked.term, blocked.why, match.start(), match.end()))
        if not any(each.rule == blocked.term for each in found) and _hidden(blocked.term, text):
            found.append(Violation("blocked_term", blocked.term, blocked.why))
    return found


def _hidden(term: str, text: str) -> bool:
    """Whether the term is there under accents, which `re` does not see through."""
    return re.search(rf"(?<!\w){re.escape(folded(term))}(?!\w)", folded(text)) is not None


def _personal(text: str, situation: Situation, guideline: Guideline, lifted: set[str]) -> list[Violation]:
    rules = [rule for rule in guideline.personal_data if rule.id not in lifted and rule.applies.holds(situation)]
    if not rules:
        return []
    allowed = frozenset(address.lower() for address in guideline.own_addresses)
    return [
        Violation("personal_data", f"{rule.id}:{found.kind}", rule.why, found.start, found.end)
        for found in find_personal_data(text, allowed)
        for rule in rules
        if found.kind in rule.kinds
    ]


def _certificates(
    situation: Situation, held: frozenset[str], guideline: Guideline, lifted: set[str]
) -> list[Violation]:
    return [
        Violation("missing_certificate", rule.id, f"{rule.why} (certificate: {rule.certificate})")
        for rule in guideline.certificates
        if rule.id not in lifted and rule.certificate not in held and rule.applies.holds(situation)
    ]


def _approvals(situation: Situation, held: frozenset[str], guideline: Guideline, lifted: set[str]) -> list[Violation]:
    return [
        Violation("approval_needed", rule.id, rule.why)
        for rule in guideline.approvals
        if rule.id not in lifted and rule.unless_certificate not in held and rule.applies.holds(situation)
    ]
