"""Text as words: a message without links, handles and signs."""

from __future__ import annotations

import re
import unicodedata

_UNSPACED = (  # scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana, and Chinese characters
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Linear in the text, whoever wrote it: an address is looked for once a word, and no quantifier gives anything back.
_LINK = rf"(?:https?://|www\.)[^\s{_UNSPACED}]++"  # such a script may go on right behind a link or a handle
_HANDLE = r"@(?:[0-9A-Za-z_]++|\w++)"
_NOISE = re.compile(rf"{_LINK}|(?<!\S)\S[^\s@]*+@\S[^\s.]*+\.\S++|{_HANDLE}")
_WORD = re.compile(r"[^\W\d_]++(?:['\u2019][^\W\d_]++)*+")
_TOKEN = re.compile(r"\w++")
_RUN = re.compile(rf"[{_UNSPACED}]++|[^\W{_UNSPACED}]++")
_UNSPACED_SIGN = re.compile(f"[{_UNSPACED}]")

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
MAX_SEARCH_PAIRS = 96  # as much text as two dozen words, in the script that needs the most pairs for it


def folded(text: str) -> str:
    """Lower case without accents, so that `Gepack` finds `Gepäck`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_WHOLE_PHRASES))
    return "".join([sign for sign in decomposed if not unicodedata.combining(sign)])


def search_words(text: str) -> list[str]:
    """The distinct words of a message or a name to find it by, in order, at most `MAX_SEARCH_WORDS`.

    A run of a script without spaces between words stands for the pairs of its neighbouring signs, at most
    `MAX_SEARCH_PAIRS` of a text beside its words, so that any part of the run finds it. One sign alone stands for
    itself where there is nothing else.
    """
    words: dict[str, None] = {}
    pairs: dict[str, None] = {}
    alone: dict[str, None] = {}
    for run in _RUN.findall(folded(text[:SEARCH_READ_CHARACTERS])):
        if _UNSPACED_SIGN.match(run):
            pairs.update(dict.fromkeys([run[at : at + 2] for at in range(len(run) - 1)]))
            alone.update(dict.fromkeys([run] if len(run) == 1 else []))
        elif len(run) >= SEARCH_WORD_MIN:
            words[run[:SEARCH_WORD_MAX]] = None
    return [*list(words)[:MAX_SEARCH_WORDS], *list(pairs)[:MAX_SEARCH_PAIRS]] or list(alone)


def whole_search_words(text: str) -> list[str]:
    """The words by which messages stored before there were pairs are found: each run is one word.

    None where one of the runs was too short to be stored: the others alone would find too much.
    """
    tokens = _TOKEN.findall(folded(text[:SEARCH_READ_CHARACTERS]))
    if any(len(token) < SEARCH_WORD_MIN and _UNSPACED_SIGN.search(token) for token in tokens):
        return []
    long_words = [token[:SEARCH_WORD_MAX] for token in tokens if len(token) >= SEARCH_WORD_MIN]
    return list(dict.fromkeys(long_words))[:MAX_SEARCH_WORDS]
