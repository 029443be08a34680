"""Text as words: a message without links, handles and signs."""

from __future__ import annotations

import re
import unicodedata

# Linear in the text, whoever wrote it: an address is looked for once a word, and no quantifier gives anything back.
_NOISE = re.compile(r"https?://\S++|www\.\S++|(?<!\S)\S[^\s@]*+@\S[^\s.]*+\.\S++|@\w++")
_WORD = re.compile(r"[^\W\d_]++(?:['\u2019][^\W\d_]++)*+")
_TOKEN = re.compile(r"\w++")

_OPENINGS = """
    how when where why who what which can could will would is are do does did hoe wanneer waar waarom wie wat welke kan
    kunnen kunt zijn wann wo warum wer was welche kann können ist sind comment quand où pourquoi qui quel quelle
    est-ce peut pouvez puis-je
"""
QUESTION_OPENINGS = frozenset(_OPENINGS.split())


def without_noise(text: str) -> str:
    """The text without links, addresses and handles, which carry no language or mood."""
    if "@" not in text and "://" not in text and "www." not in text:
        return text
    return _NOISE.sub(" ", text)


def words(text: str) -> list[str]:
    """Lower-case words with their apostrophes; digits and signs are left out."""
    return _WORD.findall(text.lower().replace("\u2019", "'"))


def is_question(cleaned: str) -> bool:
    """Whether a text is a question: a question mark, or an opening with a question word; the text is without noise."""
    if "?" in cleaned or "\uff1f" in cleaned:
        return True
    opening = cleaned.split(maxsplit=2)
    return len(opening) > 2 and opening[0].lower() in QUESTION_OPENINGS


_WHOLE_PHRASES = {0xFDFA: " ", 0xFDFB: " "}  # one sign each, which decomposes into a phrase of eighteen or eight
SEARCH_WORD_MIN = 3  # shorter words are in every message and would make the index useless
SEARCH_WORD_MAX = 32
SEARCH_READ_CHARACTERS = 1_000  # two dozen different words stand in far fewer, and a long text costs no more
MAX_SEARCH_WORDS = 24  # of one message: what it is about stands in its first words


def folded(text: str) -> str:
    """Lower case without accents, so that `Gepack` finds `Gepäck`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_WHOLE_PHRASES))
    return "".join([sign for sign in decomposed if not unicodedata.combining(sign)])


def search_words(text: str) -> list[str]:
    """The distinct words of a message or a name to find it by, in order, at most `MAX_SEARCH_WORDS`."""
    long_words = [
        word[:SEARCH_WORD_MAX]
        for word in _TOKEN.findall(folded(text[:SEARCH_READ_CHARACTERS]))
        if len(word) >= SEARCH_WORD_MIN
    ]
    return list(dict.fromkeys(long_words))[:MAX_SEARCH_WORDS]
