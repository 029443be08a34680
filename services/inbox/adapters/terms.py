"""Term search by an Aho-Corasick automaton, in the form the rules ask for."""

from __future__ import annotations

from collections.abc import Mapping

import ahocorasick

from services.inbox.domain.enrichment import FindTerms
from services.inbox.domain.triage import RuleSet


def term_finder(rules: RuleSet) -> FindTerms:
    """Build the automaton of a rule set's terms; they are found as whole words, without regard to case."""
    automaton = ahocorasick.Automaton()
    meanings: dict[str, list[tuple[bool, str]]] = {}
    _collect(rules.urgency_terms, True, meanings)
    _collect(rules.topic_terms, False, meanings)
    for term, named in meanings.items():
        automaton.add_word(term, (len(term), tuple(named)))
    if not meanings:
        return lambda text: ((), ())
    automaton.make_automaton()

    def find(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        low = text.lower()
        meanings_in_text = {
            meaning
            for end, (length, named) in automaton.iter(low)
            if _whole(low, end - length + 1, end + 1)
            for meaning in named
        }
        if not meanings_in_text:
            return (), ()
        urgency = tuple(sorted(name for urgent, name in meanings_in_text if urgent))
        return urgency, tuple(sorted(name for urgent, name in meanings_in_text if not urgent))

    return find


def _collect(terms: Mapping[str, tuple[str, ...]], urgent: bool, into: dict[str, list[tuple[bool, str]]]) -> None:
    for name, listed in terms.items():
        for term in listed:
            into.setdefault(term.lower(), []).append((urgent, name))


def _whole(text: str, start: int, end: int) -> bool:
    return not (start > 0 and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())
