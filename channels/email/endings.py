"""The end of a mail below its words: lines of devices, disclaimers, and cards of how to reach the writer."""

from __future__ import annotations

import re

from channels.email.disclaimer_words import CONFIDENTIAL_WORDS, NOTICE_WORDS, THIS_MAIL_WORDS
from channels.email.quoting_words import CLOSINGS, DEVICE_LINES, FROM_MY_DEVICE

SIGNATURE_LINES = 12  # a longer one is no signature
DISCLAIMER_CHARACTERS = 80  # a shorter paragraph is somebody's own sentence

NOTICES = 2  # words of notice that a disclaimer has at least; a complaint may have one

_REACH = re.compile(r"@|www\.|https?:|(?<!\w)\+?\(?\d[\d ()/.-]{6,24}\d(?!\w)")
RULE = re.compile(r"[ \t]*+[-_=*\u2500\u2014]{2,}+[ \t]*+")


def without_ending(lines: list[str]) -> tuple[list[str], list[str]] | None:
    """The words and their ending; None when nothing but an ending would be there."""
    paragraphs = "\n".join(lines).split("\n\n")
    kept, aside = paragraphs[:1], list[str]()
    for paragraph in paragraphs[1:]:
        (aside if _is_disclaimer(paragraph) else kept).append(paragraph)
    words = "\n\n".join(kept).rstrip().split("\n")
    tail: list[str] = []
    while words and (_is_device_line(words[-1]) or not words[-1].strip() or RULE.fullmatch(words[-1])):
        tail.append(words.pop())
    if not words:
        return None
    card = _below_closing(words)
    return words[: len(words) - len(card)], [*card, *reversed(tail), *aside]


def _is_device_line(line: str) -> bool:
    written = line.strip(" \t\xa0*[]().")
    if len(written) > 120 or (written[:1].islower() and not written.startswith("iPhone")):
        return False  # a line in lower case is the rest of somebody's sentence
    lowered = written.lower()
    return lowered.startswith(DEVICE_LINES) or FROM_MY_DEVICE.fullmatch(lowered) is not None


def _is_disclaimer(paragraph: str) -> bool:
    """Whether a paragraph says that this mail is confidential, whom it is for and what a wrong reader has to do.

    Somebody who complains of a breach of confidence says one or two of these things.
    """
    if len(paragraph) < DISCLAIMER_CHARACTERS:
        return False
    lowered = paragraph[:4000].lower()
    names_it = any(word in lowered for word in THIS_MAIL_WORDS)
    is_confidential = any(word in lowered for word in CONFIDENTIAL_WORDS)
    return names_it and is_confidential and sum(word in lowered for word in NOTICE_WORDS) >= NOTICES


def _below_closing(lines: list[str]) -> list[str]:
    """What stands below a closing formula and the name after it, where that is a card of how to reach the writer."""
    start = max(0, len(lines) - SIGNATURE_LINES)
    for at in range(len(lines) - 1, start - 1, -1):
        if lines[at].strip(" \t\xa0,.!").lower() in CLOSINGS:
            written = [below for below in range(at + 1, len(lines)) if lines[below].strip()]
            card = lines[written[1] :] if len(written) > 1 else []
            return card if all(map(is_of_a_card, card)) else []
    return []


def is_of_a_card(line: str) -> bool:
    """Whether a line says how to reach somebody or what they are; a number of another kind is for us to read."""
    reach = bool(_REACH.search(line))
    return len(line) <= 80 and not line.rstrip().endswith(("?", "!")) and (reach or not any(map(str.isdigit, line)))
