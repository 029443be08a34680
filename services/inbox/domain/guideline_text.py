"""The text of a guideline that people read: its duties and freedoms, by language, and the hash an acceptance is for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from services.inbox.domain.guideline import Guideline


@dataclass(frozen=True, slots=True)
class Clause:
    """A duty or a freedom as somebody reads it; `language` is None where the words have no language of their own."""

    id: str
    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class GuidelineText:
    """The duties and the freedoms in one reader's language, as far as they are there in it."""

    duties: tuple[Clause, ...]
    freedoms: tuple[Clause, ...]


def text_hash(guideline: Guideline) -> str:
    """The hash of the words in all languages; rules checked by machine may change without a new reading."""
    words = {
        "duties": [[duty.id, sorted(duty.texts.items())] for duty in guideline.duties],
        "freedoms": [[freedom.id, freedom.text, sorted(freedom.texts.items())] for freedom in guideline.freedoms],
    }
    return hashlib.sha256(json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def text_in(guideline: Guideline, language: str | None) -> GuidelineText:
    """The words in a language, else in a relative of it (`nl` for `nl-BE`), else as they are."""
    duties = []
    for duty in guideline.duties:
        found = _closest(duty.texts, language) or next(iter(sorted(duty.texts)))
        duties.append(Clause(duty.id, duty.texts[found], found))
    freedoms = []
    for freedom in guideline.freedoms:
        translated = _closest(freedom.texts, language)
        freedoms.append(Clause(freedom.id, freedom.texts[translated] if translated else freedom.text, translated))
    return GuidelineText(tuple(duties), tuple(freedoms))


def _closest(texts: Mapping[str, str], language: str | None) -> str | None:
    """The language of `texts` that serves a reader of `language`."""
    if language is None:
        return None
    wanted = language.lower()
    for name in sorted(texts):
        if name.lower() == wanted:
            return name
    main = wanted.partition("-")[0]
    return next((name for name in sorted(texts) if name.lower().partition("-")[0] == main), None)
