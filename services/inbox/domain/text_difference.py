"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORDS_COMPARED = 2_000  # of each text: the time grows with the product of both


@dataclass(frozen=True, slots=True)
class Span:
    """Words that both texts have, or one of them alone; all spans but the removed, joined, are the later text."""

    kind: Literal["same", "removed", "added"]
    text: str


def text_difference(before: str, after: str) -> tuple[Span, ...]:
    """The later text as spans, with what was removed where it stood; very long ones as removed and added whole."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    if max(len(old), len(new)) > 2 * WORDS_COMPARED:
        return _spans(("removed", before), ("added", after)) if before != after else _spans(("same", after))
    spans: list[tuple[Literal["same", "removed", "added"], str]] = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            spans.append(("same", "".join(new[start:end])))
            continue
        spans.append(("removed", "".join(old[first:last])))
        spans.append(("added", "".join(new[start:end])))
    return _spans(*spans)


def _spans(*spans: tuple[Literal["same", "removed", "added"], str]) -> tuple[Span, ...]:
    return tuple(Span(kind, text) for kind, text in spans if text)
