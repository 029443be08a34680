"""Language detection and term search by their libraries, behind the rules' own forms."""

from __future__ import annotations

import ctypes
import gc
import mmap
import sys
import tempfile
from array import array
from collections.abc import Callable, Mapping
from functools import lru_cache

import ahocorasick
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from services.inbox.domain.enrichment import FindTerms
from services.inbox.domain.triage import RuleSet

_CODES = """ar bg cs da de el en es et fa fi fr
he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv th tr uk vi zh"""
LANGUAGES = tuple(_CODES.split())
"""The languages told apart: those of customers. Fewer than the model knows, because a short text is often sure and
wrong about a language nobody here writes, and each language costs memory."""

REMEMBERED_TEXTS = 2_048


def detector() -> Callable[[str], tuple[str, float]]:
    """Load the language model (half a second) and give its detector; about 15 MB of it stay in memory."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    identifier._full_model = None  # frees the columns of the other languages; nothing restricts it again
    identifier.tk_nextmove = _on_disk(identifier.tk_nextmove)
    identifier.tk_output, identifier._rowbase = array("i", identifier.tk_output), array("i", identifier._rowbase)
    gc.collect()
    _give_back_memory()
    return lru_cache(REMEMBERED_TEXTS)(identifier.classify)  # in a crisis the same words come a thousand times


def _on_disk(table: array[int]) -> memoryview:
    """Map a table from a file without a name: 40 MB of transitions, of which real texts touch a few."""
    with tempfile.TemporaryFile() as file:
        table.tofile(file)
        file.flush()
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)).cast("I")


def _give_back_memory() -> None:
    """Unpacking the model takes twice its size; glibc keeps what was freed until it is asked."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # musl has none
            trim(0)


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
        found = {
            meaning
            for end, (length, named) in automaton.iter(low)
            if _whole(low, end - length + 1, end + 1)
            for meaning in named
        }
        if not found:
            return (), ()
        urgency = tuple(sorted(name for urgent, name in found if urgent))
        return urgency, tuple(sorted(name for urgent, name in found if not urgent))

    return find


def _collect(terms: Mapping[str, tuple[str, ...]], urgent: bool, into: dict[str, list[tuple[bool, str]]]) -> None:
    for name, listed in terms.items():
        for term in listed:
            into.setdefault(term.lower(), []).append((urgent, name))


def _whole(text: str, start: int, end: int) -> bool:
    return not (start > 0 and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())
