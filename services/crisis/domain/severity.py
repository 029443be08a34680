"""Severity on Altimeter's levels: 1 coverage, 2 response or change needed, 3 short-term financial impact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal[1, 2, 3]
GRAVEST: Severity = 3


@dataclass(frozen=True, slots=True)
class SeverityRules:
    """When a surge counts as which level: how many times the normal volume, and the share of angry messages.

    A surge counts one level more when at least `angry_share` of the messages of known sentiment are negative.
    """

    level_2_ratio: float = 5.0
    level_3_ratio: float = 50.0
    angry_share: float = 0.6


@dataclass(frozen=True, slots=True)
class SurgeFigures:
    """A surge as observed: volume over normal volume in the same span, and the negative share (None: unknown)."""

    ratio: float
    negative_share: float | None


def severity_of(figures: SurgeFigures, rules: SeverityRules) -> Severity:
    """The level of a surge under the brand's rules."""
    level = 3 if figures.ratio >= rules.level_3_ratio else 2 if figures.ratio >= rules.level_2_ratio else 1
    if figures.negative_share is not None and figures.negative_share >= rules.angry_share:
        level += 1
    return 1 if level <= 1 else 2 if level == 2 else 3


def ratio_of(observed: float, expected: float) -> float:
    """Observed over expected; an expectation below one counts as one, so that a quiet brand is not infinite."""
    return observed / max(1.0, expected)
