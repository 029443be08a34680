"""The enrichment of one message before a person reads it: language, sentiment, urgency, topics, reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.inbox.domain.language import Detect, language_of
from services.inbox.domain.sentiment import SentimentScore, sentiment_of
from services.inbox.domain.triage import TriageFacts
from services.inbox.domain.words import is_question, without_noise, words

FindTerms = Callable[[str], tuple[tuple[str, ...], tuple[str, ...]]]
"""Returns the names of the urgencies and of the topics whose terms a text contains, each sorted and once."""

READ_CHARACTERS = 2_000  # the mood and matter of a long e-mail stand in its beginning; the rest is mostly quoted


@dataclass(frozen=True, slots=True)
class MessageEnrichment:
    """The reading of a message. `reach` is the contact's followers, None when the channel does not say.

    `question` is for triage alone and is not stored.
    """

    language: str | None
    language_confidence: float
    sentiment: SentimentScore
    urgency: tuple[str, ...]
    topics: tuple[str, ...]
    reach: int | None
    question: bool = False


def enrich(
    text: str, reported_language: str | None, reach: int | None, detect: Detect, find_terms: FindTerms
) -> MessageEnrichment:
    """Read a message."""
    read = text[:READ_CHARACTERS]
    cleaned = without_noise(read)
    tokens = words(cleaned)
    language = language_of(cleaned, tokens, reported_language, detect)
    urgency, topics = find_terms(read)
    return MessageEnrichment(
        language=language.code,
        language_confidence=language.confidence,
        sentiment=sentiment_of(read, tokens, language.code),
        urgency=urgency,
        topics=topics,
        reach=reach,
        question=is_question(cleaned),
    )


def facts_of(
    enrichment: MessageEnrichment, *, channel: str, visibility: str, automated: bool, first: bool, has_text: bool
) -> TriageFacts:
    """The facts the triage rules look at."""
    return TriageFacts(
        channel=channel,
        visibility=visibility,
        automated=automated,
        language=enrichment.language,
        sentiment=enrichment.sentiment.label,
        urgency=enrichment.urgency,
        topics=enrichment.topics,
        reach=enrichment.reach,
        question=enrichment.question,
        first=first,
        has_text=has_text,
    )
