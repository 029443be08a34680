"""Holds a reply against a guideline: every violation is named, and the freedoms that apply lift rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.inbox.domain.ability import ABILITY_OF, SHARE, Voice
from services.inbox.domain.approval import merged
from services.inbox.domain.guideline import AbilityRule, ApprovalRule, Guideline
from services.inbox.domain.guideline_scope import Author, Situation
from services.inbox.domain.guideline_verdict import Check, Verdict, Violation
from services.inbox.domain.guideline_words import blocked_words, counted, missing_mark, personal_data, wrong_length


def check_reply(
    text: str,
    situation: Situation,
    author: Author,
    guideline: Guideline,
    voice: Voice = "brand",
    *,
    of_card: bool = False,
) -> Check:
    """Judge a reply. Approval alone is a question to a second person; anything else wrong is a refusal.

    `of_card` says whether these are the words of a published card as they stand.
    """
    freedoms = tuple(freedom for freedom in guideline.freedoms if freedom.applies.holds(situation))
    lifted = {rule for freedom in freedoms for rule in freedom.lifts}
    needed = _approval_rules(situation, author, guideline, lifted)
    violations = (
        *wrong_length(text, guideline),
        *blocked_words(text, situation, author, guideline),
        *personal_data(text, situation, author, guideline, lifted),
        *_certificates(situation, author, guideline, lifted),
        *_abilities(situation, author, guideline, lifted, voice, shares=of_card and SHARE in author.abilities),
        *_acceptance(author, guideline),
        *missing_mark(text, guideline, voice),
        *_silences(situation, author, guideline),
        *_approvals(needed),
    )
    if not violations:
        verdict: Verdict = "allowed"
    else:
        approval_only = all(violation.code == "approval_needed" for violation in violations)
        verdict = "needs_approval" if approval_only else "refused"
    hints = tuple(hint for hint in guideline.hints if counted(hint.kind, text) > hint.most)
    stages = merged(stage for rule in needed for stage in rule.stages)
    expires = min((rule.expires_minutes for rule in needed if rule.expires_minutes is not None), default=None)
    return Check(verdict, guideline.version, violations, freedoms, hints, stages, expires)


def asking(check: Check) -> tuple[str, ...]:
    """The ids of the rules that ask for approval, each once."""
    return tuple(dict.fromkeys(each.rule for each in check.violations if each.code == "approval_needed"))


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
    situation: Situation, author: Author, guideline: Guideline, lifted: set[str], voice: Voice, *, shares: bool
) -> list[Violation]:
    ability = ABILITY_OF[voice]
    if ability in author.abilities:
        return []
    return [
        Violation("missing_ability", rule.id, f"{rule.why} ({_asks(rule, ability)})", ability=ability)
        for rule in guideline.abilities
        if rule.voice == voice
        and rule.id not in lifted
        and not (shares and rule.share_cards)
        and rule.applies.holds(situation)
    ]


def _asks(rule: AbilityRule, ability: str) -> str:
    """What satisfies the rule, in words."""
    if rule.share_cards:
        return f"ability: {ability}, or {SHARE} for the words of a published card as they stand"
    return f"ability: {ability}"


def _acceptance(author: Author, guideline: Guideline) -> list[Violation]:
    """What follows from a guideline that the author had to accept by now and did not."""
    if author.without_acceptance is None:
        return []
    why = f"Version {guideline.version} of the guideline is yours to read and accept; it was due"
    return [
        Violation("not_accepted" if author.without_acceptance == "draft_only" else "approval_needed", "acceptance", why)
    ]


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
