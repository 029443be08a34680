"""The language of a message, or none when it is too short to detect one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Detect = Callable[[str], tuple[str, float]]
"""Returns the likeliest language (ISO 639-1) of a text and its probability."""

REPORTED_CONFIDENCE = 0.5  # what the channel reports is a setting of the contact, not of this message
KNOWN_WORD = 0.9
DETECTED_CHARACTERS = 240  # as sure as with the whole of a long message, at a bounded cost

SHORT_WORDS: dict[str, str] = {
    word: language
    for language, listed in {
        "en": "hello hi hey thanks thank please help sorry yes great",
        "nl": "hoi hallo bedankt dank dankjewel alsjeblieft graag nee goedemorgen goedemiddag",
        "de": "danke bitte hilfe nein guten moin servus entschuldigung",
        "fr": "merci bonjour bonsoir salut oui non svp aide pardon",
    }.items()
    for word in listed.split()
}
"""Words that name their language when a message is nothing but one or two of them."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language (ISO 639-1), None when unsure, and how sure, 0 to 1."""

    code: str | None
    confidence: float


def needed_confidence(letters: int) -> float:
    """The confidence a detector needs for a text this long; with few letters it is often sure and wrong."""
    if letters < 12:
        return 0.9
    return 0.7 if letters < 30 else 0.5


def language_of(cleaned: str, tokens: Sequence[str], reported: str | None, detect: Detect) -> Language:
    """Find the language of a message.

    Args:
        cleaned: The text without noise.
        tokens: Its words.
        reported: What the channel says of its contact.
        detect: Returns the likeliest language.
    """
    if tokens and len(tokens) <= 2:
        named = {SHORT_WORDS[word] for word in tokens if word in SHORT_WORDS}
        if len(named) == 1:
            return Language(named.pop(), KNOWN_WORD)
    letters = sum(map(len, tokens))
    if letters >= 4:
        code, confidence = detect(cleaned[:DETECTED_CHARACTERS])
        if confidence >= needed_confidence(letters):
            return Language(code, confidence)
    if reported:
        return Language(reported.replace("_", "-").split("-", 1)[0].lower(), REPORTED_CONFIDENCE)
    return Language(None, 0.0)
