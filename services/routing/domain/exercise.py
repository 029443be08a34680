"""Exercises of a lesson: an answer to write, judged by its author's criteria, and messages to sort by triage."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Speaker = Literal["contact", "brand"]
CriterionKind = Literal["any_term", "no_term", "min_words", "max_words", "link", "field"]
TriageClass = Literal["respond", "monitor", "escalate", "ignore"]
MAX_ANSWER = 5_000  # characters of an answer that a learner writes
MAX_WORDS = MAX_ANSWER // 2  # as many words of one letter fit into an answer


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation that its author made up."""

    by: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What an answer is held to, and the points for meeting it; `feedback` is shown to who did not.

    `terms` are of `any_term` (one of them is there) and `no_term` (none is), of `link` (an address begins with one of
    them; none given: any address) and `field` (a line `name: value` with each of these names). `words` are of
    `min_words` and `max_words`.
    """

    id: str
    kind: CriterionKind
    terms: tuple[str, ...] = ()
    words: int | None = None
    feedback: str = ""
    points: int = 1

    @property
    def can_fail(self) -> bool:
        """Whether some answer with words in it does not meet it."""
        if self.kind == "no_term":
            return bool(self.terms)
        if self.kind == "min_words":
            return self.words is not None and self.words > 1
        if self.kind == "max_words":
            return self.words is not None and self.words < MAX_WORDS
        return True

    def met(self, answer: str) -> bool:
        """Whether an answer meets it; one without words meets nothing."""
        return bool(answer.split()) and MEETS[self.kind](self, answer)


@dataclass(frozen=True, slots=True)
class Practice:
    """A conversation to answer."""

    turns: tuple[Turn, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class TriageMessage:
    """A message to put into a triage class, without anything of a real person."""

    id: str
    text: str
    right: TriageClass
    feedback: str = ""
    points: int = 1


def folded(text: str) -> str:
    """The text without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def has_term(text: str, term: str) -> bool:
    """Whether a term stands in a text as whole words, whatever its case and accents; both are folded already."""
    start = text.find(term)
    while start >= 0:
        end = start + len(term)
        opens = start == 0 or not (text[start - 1].isalnum() and term[0].isalnum())
        closes = end == len(text) or not (text[end].isalnum() and term[-1].isalnum())
        if opens and closes:
            return True
        start = text.find(term, start + 1)
    return False


def _any_term(criterion: Criterion, answer: str) -> bool:
    text = folded(answer)
    return any(has_term(text, folded(term)) for term in criterion.terms)


def _link(criterion: Criterion, answer: str) -> bool:
    wanted = tuple(each.casefold() for each in criterion.terms) or ("https://", "http://")
    return any(word.strip("<>()[]\"'").casefold().startswith(wanted) for word in answer.split())


def _field(criterion: Criterion, answer: str) -> bool:
    lines = (line.partition(":") for line in answer.splitlines())
    given = {folded(name.strip()) for name, _, value in lines if value.strip()}
    return all(folded(name.strip()) in given for name in criterion.terms)


MEETS: Mapping[CriterionKind, Callable[[Criterion, str], bool]] = {
    "any_term": _any_term,
    "no_term": lambda criterion, answer: not _any_term(criterion, answer),
    "min_words": lambda criterion, answer: len(answer.split()) >= (criterion.words or 0),
    "max_words": lambda criterion, answer: len(answer.split()) <= (criterion.words or 0),
    "link": _link,
    "field": _field,
}
