"""What of a text is compared: the words people share, the pieces of them, and the keys of their signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

IDEOGRAPHS = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SYLLABLES = "\u3041-\u30ff\uac00-\ud7a3"  # kana and Hangul
UNSPACED_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # Thai vowels and tones, which are no letters to `re`
_LINK = rf"(?:https?://|www\.)[^\s{IDEOGRAPHS}{SYLLABLES}\u0e00-\u0e7f]+"
NOISE = re.compile(rf"{_LINK}|[@#](?=\w)|\brt\b|[^\w\s{UNSPACED_MARKS}]|_", re.IGNORECASE)
MENTION = re.compile(r"@(?:[0-9A-Za-z_]+|\w+)")  # text without spaces may go on right behind a handle
DENSE = re.compile(rf"([{IDEOGRAPHS}])|([{SYLLABLES}])")
SHINGLE = 5  # characters; short social texts have too few words for word shingles (Leskovec, Rajaraman, Ullman, ch. 3)
DENSE_SHINGLE = 2  # signs of a script in which one sign says as much as two or three letters
SHORTEST = 20  # letters left after cleaning; "thanks!" from many people is no story
LETTERS_OF = (3.0, 1.5)  # letters that an ideograph, and a sign for a syllable, stand for
COMPARED_MOST = 400  # characters compared, so that a long text costs no more


def cleaned(text: str) -> str:
    """The words people share: lower case, without links, mentions, marks and surplus spaces."""
    words = NOISE.sub(" ", MENTION.sub(" ", text)).lower().split()
    return " ".join(words)[:COMPARED_MOST]


def shingles(cleaned_text: str) -> list[str]:
    """The overlapping pieces a signature is made of; empty when the text is too short to mean the same by chance."""
    found = DENSE.findall(cleaned_text)
    ideographs = sum(1 for ideograph, _ in found if ideograph)
    letters = len(cleaned_text) - len(found)
    letters += int(LETTERS_OF[0] * ideographs + LETTERS_OF[1] * (len(found) - ideographs))
    if letters < SHORTEST:
        return []
    size = DENSE_SHINGLE if 2 * len(found) >= len(cleaned_text) else SHINGLE
    return [cleaned_text[start : start + size] for start in range(len(cleaned_text) - size + 1)]


def bands(signature: Sequence[int], rows: int) -> tuple[str, ...]:
    """Cut a signature into bands of `rows` numbers; two texts that share one are candidates."""
    return tuple(
        f"{start // rows}:" + "".join(f"{number:08x}" for number in signature[start : start + rows])
        for start in range(0, len(signature) - rows + 1, rows)
    )
