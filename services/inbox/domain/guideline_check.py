"""Holds a reply against a guideline: every violation is named, and the freedoms that apply lift rules."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.inbox.domain.guideline import Check, Guideline, Situation, Verdict, Violation
from services.inbox.domain.personal_data import find_personal_data
from services.inbox.domain.words import folded


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
    violations = []
    for blocked in guideline.blocked_terms:
        for match in re.finditer(rf"(?<!\w){re.escape(blocked.term)}(?!\w)", text, re.IGNORECASE):
            violations.append(Violation("blocked_term", blocked.term, blocked.why, match.start(), match.end()))
        if not any(each.rule == blocked.term for each in violations) and _hidden(blocked.term, text):
            violations.append(Violation("blocked_term", blocked.term, blocked.why))
    return violations


def _hidden(term: str, text: str) -> bool:
    """Whether the term is there under accents, which `re` does not see through."""
    return re.search(rf"(?<!\w){re.escape(folded(term))}(?!\w)", folded(text)) is not None


def _personal(text: str, situation: Situation, guideline: Guideline, lifted: set[str]) -> list[Violation]:
    rules = [rule for rule in guideline.personal_data if rule.id not in lifted and rule.applies.holds(situation)]
    if not rules:
        return []
    allowed = frozenset(address.lower() for address in guideline.own_addresses)
    return [
        Violation("personal_data", f"{rule.id}:{item.kind}", rule.why, item.start, item.end)
        for item in find_personal_data(text, allowed)
        for rule in rules
        if item.kind in rule.kinds
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
