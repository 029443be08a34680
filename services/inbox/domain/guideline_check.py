"""Holds a reply against a guideline: every violation is named, and the freedoms that apply lift rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from services.inbox.domain.ability import ABILITY_OF, Voice
from services.inbox.domain.approval import merged
from services.inbox.domain.guideline import ApprovalRule, Check, Guideline, HintKind, Verdict, Violation
from services.inbox.domain.guideline_scope import Author, Situation
from services.inbox.domain.personal_data import find_personal_data
from services.inbox.domain.words import folded


def check_reply(text: str, situation: Situation, author: Author, guideline: Guideline, voice: Voice = "brand") -> Check:
    """Judge a reply. Approval alone is a question to a second person; anything else wrong is a refusal."""
    freedoms = tuple(freedom for freedom in guideline.freedoms if freedom.applies.holds(situation))
    lifted = {rule for freedom in freedoms for rule in freedom.lifts}
    needed = _approval_rules(situation, author, guideline, lifted)
    violations = (
        *_length(text, guideline),
        *_blocked(text, situation, author, guideline),
        *_personal(text, situation, author, guideline, lifted),
        *_certificates(situation, author, guideline, lifted),
        *_abilities(situation, author, guideline, lifted, voice),
        *_acceptance(author, guideline),
        *_own_name(text, guideline, voice),
        *_silences(situation, author, guideline),
        *_approvals(needed),
    )
    if not violations:
        verdict: Verdict = "allowed"
    else:
        approval_only = all(violation.code == "approval_needed" for violation in violations)
        verdict = "needs_approval" if approval_only else "refused"
    hints = tuple(hint for hint in guideline.hints if _counted(hint.kind, text) > hint.most)
    stages = merged(stage for rule in needed for stage in rule.stages)
    expires = min((rule.expires_minutes for rule in needed if rule.expires_minutes is not None), default=None)
    return Check(verdict, guideline.version, violations, freedoms, hints, stages, expires)


def asking(check: Check) -> tuple[str, ...]:
    """The ids of the rules that ask for approval, each once."""
    return tuple(dict.fromkeys(each.rule for each in check.violations if each.code == "approval_needed"))


def _length(text: str, guideline: Guideline) -> list[Violation]:
    if not text.strip():
        return [Violation("empty", "text", "A reply needs words")]
    if len(text) > guideline.max_length:
        why = f"A reply has at most {guideline.max_length} characters"
        return [Violation("too_long", "max_length", why, guideline.max_length, len(text))]
    return []


def _blocked(text: str, situation: Situation, author: Author, guideline: Guideline) -> list[Violation]:
    violations: list[Violation] = []
    plain = folded(text)  # once: of a long text it costs milliseconds, and there may be hundreds of terms
    for blocked in guideline.blocked_terms:
        if not blocked.applies.holds(situation) or blocked.unless_certificate in author.certificates:
            continue
        before = len(violations)
        for match in re.finditer(rf"(?<!\w){re.escape(blocked.term)}(?!\w)", text, re.IGNORECASE):
            violations.append(Violation("blocked_term", blocked.term, blocked.why, match.start(), match.end()))
        if len(violations) == before and _hidden(folded(blocked.term), plain):
            violations.append(Violation("blocked_term", blocked.term, blocked.why))
    return violations


def _hidden(term: str, text: str) -> bool:
    """Whether the term is there under accents, which `re` does not see through; both are folded."""
    return term in text and re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) is not None


def _personal(
    text: str, situation: Situation, author: Author, guideline: Guideline, lifted: set[str]
) -> list[Violation]:
    rules = [
        rule
        for rule in guideline.personal_data
        if rule.id not in lifted and rule.applies.holds(situation) and rule.authors.holds(author)
    ]
    if not rules:
        return []
    allowed = frozenset(address.lower() for address in guideline.own_addresses)
    return [
        Violation("personal_data", f"{rule.id}:{item.kind}", rule.why, item.start, item.end)
        for item in find_personal_data(text, allowed)
        for rule in rules
        if item.kind in rule.kinds
    ]


def _certificates(situation: Situation, author: Author, guideline: Guideline, lifted: set[str]) -> list[Violation]:
    held = author.certificates
    return [
        Violation(
            "missing_certificate",
            rule.id,
            f"{rule.why} (certificate: {rule.certificate})",
            certificate=rule.certificate,
        )
        for rule in guideline.certificates
        if rule.id not in lifted and rule.certificate not in held and rule.applies.holds(situation)
    ]


def _abilities(
    situation: Situation, author: Author, guideline: Guideline, lifted: set[str], voice: Voice
) -> list[Violation]:
    ability = ABILITY_OF[voice]
    if ability in author.abilities:
        return []
    return [
        Violation("missing_ability", rule.id, f"{rule.why} (ability: {ability})", ability=ability)
        for rule in guideline.abilities
        if rule.voice == voice and rule.id not in lifted and rule.applies.holds(situation)
    ]


def _acceptance(author: Author, guideline: Guideline) -> list[Violation]:
    """What follows from a guideline that the author had to accept by now and did not."""
    if author.without_acceptance is None:
        return []
    why = f"Version {guideline.version} of the guideline is yours to read and accept; it was due"
    return [
        Violation("not_accepted" if author.without_acceptance == "draft_only" else "approval_needed", "acceptance", why)
    ]


def _own_name(text: str, guideline: Guideline, voice: Voice) -> list[Violation]:
    rule = guideline.own_name
    if voice == "brand" or rule is None or folded(rule.mark) in folded(text):
        return []
    return [Violation("missing_mark", "own_name", f"{rule.why} (mark: {rule.mark})")]


def _silences(situation: Situation, author: Author, guideline: Guideline) -> list[Violation]:
    """What is not answered here; people of the department that takes it over answer it.

    What a department has taken over is theirs to answer also once the rule holds no more: it was given to them.
    """
    violations = [
        Violation("not_to_be_answered", rule.id, rule.why, department=rule.department)
        for rule in guideline.silences
        if rule.applies.holds(situation) and (rule.department is None or rule.department != author.department)
    ]
    given = situation.taken_over_by
    if given is None or given.department == author.department or any(each.rule == given.rule for each in violations):
        return violations
    return [*violations, Violation("not_to_be_answered", given.rule, given.why, department=given.department)]


def _approval_rules(
    situation: Situation, author: Author, guideline: Guideline, lifted: set[str]
) -> Sequence[ApprovalRule]:
    return [
        rule
        for rule in guideline.approvals
        if rule.id not in lifted
        and rule.unless_certificate not in author.certificates
        and rule.applies.holds(situation)
        and rule.authors.holds(author)
    ]


def _approvals(needed: Iterable[ApprovalRule]) -> list[Violation]:
    return [Violation("approval_needed", rule.id, rule.why, certificate=rule.unless_certificate) for rule in needed]


def _counted(kind: HintKind, text: str) -> int:
    """What a hint of this kind counts."""
    if kind == "exclamations":
        return text.count("!")
    words = re.findall(r"[^\W\d_]+", text)
    if kind == "capitals":
        return sum(1 for word in words if len(word) > 1 and word.isupper())
    return len(words)
