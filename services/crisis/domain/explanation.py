"""Why a minute did or did not raise a signal, in a sentence for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.judged import BucketFigures, Judged, Verdict, days_of
from services.crisis.domain.reason import YEAR
from services.crisis.domain.views import Measure

SHORT_DAYS = 2.0  # below them a rarity is said in hours
HOURS = 24.0
_UNITS: Mapping[Measure, str] = {
    "volume": "messages",
    "negative_share": "negative",
    "story": "messages of one story in its five minutes",
    "reach": "followers reached by stories in five minutes",
}
_USUAL: Mapping[Measure, str] = {
    "volume": "usual",
    "negative_share": "usual",
    "story": "nine slots of ten have at most",
    "reach": "nine slots of ten have at most",
}

_WHY: Mapping[Verdict, Callable[[Judged, DetectorConfig], str]] = {
    "unknown": lambda _, config: (
        f"too few messages: a share is judged from {config.min_known} messages of known sentiment on"
    ),
    "learning": lambda _, config: (
        f"not judged: the brand had been counted for fewer than {config.least_buckets} buckets"
    ),
    "usual": lambda judged, _: f"no signal: {_often(judged)}; it takes {_asked(judged, usual=True)}",
    "unproven": lambda judged, _: (
        f"no signal: {_often(judged)}, but during warm-up it takes a hundred times rarer, {_asked(judged)}"
    ),
    "too_few": lambda judged, config: (
        f"no signal: {_often(judged)}, but {_few_where(judged)} had fewer than {config.min_count} messages"
    ),
    "not_rarer": lambda judged, _: (
        f"no new signal: {_often(judged)}, but a signal was raised shortly before, and the next takes {_asked(judged)}"
    ),
    "raised": lambda judged, _: f"a signal was raised: {_often(judged)}; it took {_asked(judged)}",
    "held": lambda judged, _: (
        f"a signal was raised and held: {_often(judged)}, but without the copies of few accounts it is no signal"
    ),
    "lasting": lambda judged, _: f"the signal raised at {_since(judged)} lasted{_still_held(judged)}",
    "upheld": lambda judged, _: f"the signal raised at {_since(judged)} and held stood without its copies from now on",
    "cleared": lambda judged, _: f"the signal raised at {_since(judged)} ended here",
}


def sentence_of(judged: Judged, config: DetectorConfig) -> str:
    """What was counted, what was expected, and what followed from that, and why."""
    usual = f" ({_USUAL[judged.measure]}: {_shown(judged, judged.figures.expected)})" if judged.figures else ""
    unit = _UNITS[judged.measure]
    return f"{_shown(judged, judged.observed)} {unit}{usual}: {_WHY[judged.verdict](judged, config)}."


def _shown(judged: Judged, value: float) -> str:
    return f"{value:.0%}" if judged.measure == "negative_share" else f"{value:.1f}".removesuffix(".0")


def _few_where(judged: Judged) -> str:
    return "the story" if judged.measure == "story" else "the last hour"


def _often(judged: Judged) -> str:
    return f"the like comes once in {_span(_figures(judged).rarity)}"


def _asked(judged: Judged, *, usual: bool = False) -> str:
    figures = _figures(judged)
    return f"once in {_span(figures.usually_asked if usual else figures.asked)}"


def _figures(judged: Judged) -> BucketFigures:
    if judged.figures is None:
        raise ValueError(judged.verdict)
    return judged.figures


def _span(log_hours: float) -> str:
    days = days_of(log_hours) or 0.0
    if days >= 2.0 * YEAR:
        return f"{days / YEAR:.0f} years"
    return f"{days:.1f} days" if days >= SHORT_DAYS else f"{days * HOURS:.1f} hours"


def _since(judged: Judged) -> str:
    return f"{datetime.fromtimestamp(judged.opened_at or 0.0, UTC):%Y-%m-%d %H:%M} UTC"


def _still_held(judged: Judged) -> str:
    return ", held while copies of few accounts alone made it" if judged.held else ""
