"""What is wrong with the words of a reply themselves, whoever says them, and what hints count in them."""

from __future__ import annotations

import re

from services.inbox.domain.ability import Voice
from services.inbox.domain.guideline import Guideline, HintKind
from services.inbox.domain.guideline_scope import Author, Situation
from services.inbox.domain.guideline_verdict import Violation
from services.inbox.domain.personal_data import find_personal_data
from services.inbox.domain.words import folded


def wrong_length(text: str, guideline: Guideline) -> list[Violation]:
    """No words, or too many."""
    if not text.strip():
        return [Violation("empty", "text", "A reply needs words")]
    if len(text) > guideline.max_length:
        why = f"A reply has at most {guideline.max_length} characters"
        return [Violation("too_long", "max_length", why, guideline.max_length, len(text))]
    return []


def blocked_words(text: str, situation: Situation, author: Author, guideline: Guideline) -> list[Violation]:
    """Each place of each term that this author may not say here."""
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


def personal_data(
    text: str, situation: Situation, author: Author, guideline: Guideline, lifted: set[str]
) -> list[Violation]:
    """Each piece of personal data that a rule keeps from here."""
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


def missing_mark(text: str, guideline: Guideline, voice: Voice) -> list[Violation]:
    """The mark that a reply in one's own name lacks."""
    rule = guideline.own_name
    if voice == "brand" or rule is None or folded(rule.mark) in folded(text):
        return []
    return [Violation("missing_mark", "own_name", f"{rule.why} (mark: {rule.mark})")]


def counted(kind: HintKind, text: str) -> int:
    """What a hint of this kind counts."""
    if kind == "exclamations":
        return text.count("!")
    words = re.findall(r"[^\W\d_]+", text)
    if kind == "capitals":
        return sum(1 for word in words if len(word) > 1 and word.isupper())
    return len(words)
