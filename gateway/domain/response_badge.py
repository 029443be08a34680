"""What a brand's own pages say of how soon it answers: the median of the last hour, rounded up, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

FEWEST = 5  # first responses of an hour: fewer tell who was answered, and promise too much
MINUTES = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60)
HOUR = 60
DAY = 24 * HOUR
HEIGHT = 28  # pixels of the picture, as all below
WIDTH_OF_SIGN = 7.2  # of the widest common fonts at this size; the text is fitted into it
MARGIN = 14


@dataclass(frozen=True, slots=True)
class Phrases:
    """How a language says it; `{}` is a number above 1."""

    minute: str
    minutes: str
    hour: str
    hours: str
    unknown: str


PHRASES: Mapping[str, Phrases] = MappingProxyType(
    {
        "de": Phrases(
            "Wir antworten in etwa einer Minute",
            "Wir antworten in etwa {} Minuten",
            "Wir antworten in etwa einer Stunde",
            "Wir antworten in etwa {} Stunden",
            "Wir antworten so schnell wie möglich",
        ),
        "en": Phrases(
            "We answer in about a minute",
            "We answer in about {} minutes",
            "We answer in about an hour",
            "We answer in about {} hours",
            "We answer as soon as we can",
        ),
        "es": Phrases(
            "Respondemos en aproximadamente un minuto",
            "Respondemos en aproximadamente {} minutos",
            "Respondemos en aproximadamente una hora",
            "Respondemos en aproximadamente {} horas",
            "Respondemos lo antes posible",
        ),
        "fr": Phrases(
            "Nous répondons en une minute environ",
            "Nous répondons en {} minutes environ",
            "Nous répondons en une heure environ",
            "Nous répondons en {} heures environ",
            "Nous répondons dès que possible",
        ),
        "it": Phrases(
            "Rispondiamo in circa un minuto",
            "Rispondiamo in circa {} minuti",
            "Rispondiamo in circa un'ora",
            "Rispondiamo in circa {} ore",
            "Rispondiamo appena possibile",
        ),
        "nl": Phrases(
            "We antwoorden binnen ongeveer een minuut",
            "We antwoorden binnen ongeveer {} minuten",
            "We antwoorden binnen ongeveer een uur",
            "We antwoorden binnen ongeveer {} uur",
            "We antwoorden zo snel mogelijk",
        ),
        "pt": Phrases(
            "Respondemos em cerca de um minuto",
            "Respondemos em cerca de {} minutos",
            "Respondemos em cerca de uma hora",
            "Respondemos em cerca de {} horas",
            "Respondemos assim que possível",
        ),
    }
)
ELSE = "en"


def language_of(asked: str | None, languages: Sequence[str]) -> str:
    """The language asked for, else the first of the brand's, that there are phrases in; English where there is none."""
    primary = (each.partition("-")[0].lower() for each in (asked or "", *languages))
    return next((each for each in primary if each in PHRASES), ELSE)


def shown_minutes(median_seconds: float | None, responses: int) -> int | None:
    """The median as people are promised it: rounded up, to whole hours from one on.

    None where there are too few responses to say it, or more than a day is not worth saying.
    """
    if median_seconds is None or responses < FEWEST:
        return None
    minutes = median_seconds / 60
    hours = -int(-minutes // HOUR) * HOUR
    rounded = next((each for each in MINUTES if minutes <= each), hours)
    return rounded if rounded <= DAY else None


def words_of(minutes: int | None, language: str) -> str:
    """The promise in a language of `PHRASES`."""
    phrases = PHRASES[language]
    if minutes is None:
        return phrases.unknown
    one, many, number = (
        (phrases.minute, phrases.minutes, minutes) if minutes < HOUR else (phrases.hour, phrases.hours, minutes // HOUR)
    )
    return one if number == 1 else many.format(number)


def picture_of(words: str, language: str) -> str:
    """The promise as an SVG picture that a page shows by its address; without a script, font or colour of elsewhere."""
    inside = round(len(words) * WIDTH_OF_SIGN)
    width, text = inside + 2 * MARGIN, escape(words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" role="img" lang="{language}" '
        f'aria-label="{text}"><title>{text}</title><rect width="{width}" height="{HEIGHT}" rx="6" fill="#0b5d53"/>'
        f'<text x="{width / 2:g}" y="19" fill="#fff" font-family="system-ui,sans-serif" font-size="14" '
        f'text-anchor="middle" textLength="{inside}" lengthAdjust="spacingAndGlyphs">{text}</text></svg>'
    )
