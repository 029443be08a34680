"""The settings of detection: a threshold for each measure, and what normal and rare are learnt by (ADR 0065)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from services.crisis.domain.baseline import BaselineConfig
from services.crisis.domain.rarity import RarityConfig

FEW_MESSAGES = 2  # of one story in a slot; most brands have no more in nearly all slots, so peaks are counted above it
FEW_FOLLOWERS = 1_000  # reached in a slot; the same for reach


@dataclass(frozen=True, slots=True)
class SlotConfig:
    """How a measure of slots is learnt: `least` is what a peak has to exceed, in the measure's units.

    While the brand is hardly known the quantiles move at `first_rate`, because the stories of brands differ a
    thousandfold in size.
    """

    least: float
    rarity: RarityConfig
    first_rate: float = 0.6


def _stories() -> SlotConfig:
    """The prior of sizes: they fall like a power, by an exponent near 2 (Goel et al. 2016), so an excess of a half."""
    return SlotConfig(FEW_MESSAGES, RarityConfig(quantile=math.log1p(FEW_MESSAGES), excess=0.6, quantile_rate=0.06))


def _reach() -> SlotConfig:
    """Followers fall like a power too, by a smaller exponent: one account may have more than all others together."""
    return SlotConfig(FEW_FOLLOWERS, RarityConfig(quantile=math.log1p(FEW_FOLLOWERS), excess=1.0, quantile_rate=0.06))


@dataclass(frozen=True, slots=True)
class DetectorConfig:
    """One version of the detector. Each measure has a threshold.

    `false_surge_days` is that of volume and of negative share, `false_story_days` of one story, `false_reach_days` of
    reach: chance alone alerts once in so many days.

    The count is looked at over `window_hours`, each against the usual for the time of day and week and against the
    last hours; a view's score is log(1 + robust standard deviations), and the views are averaged. For `warmup_buckets`
    a brand counts as hardly known, and before `least_buckets` nothing is raised at all. An episode ends after
    `clear_buckets` in which the shortest window is no peak. A share needs `min_known` of known sentiment in a window,
    a surge of volume `min_count` messages in the last hour, one of a story as many in its slot.

    The rates add up: with 7, 7, 14 and 14 days chance alone raises three signals a week at most. It is fewer where
    measures surge together, and what surges together is one incident.
    """

    version: int = 2
    false_surge_days: float = 7.0
    false_story_days: float = 14.0
    false_reach_days: float = 14.0
    window_hours: tuple[float, ...] = (1.0 / 12.0, 1.0, 6.0)
    baseline: BaselineConfig = field(default_factory=BaselineConfig)
    rarity: RarityConfig = field(default_factory=RarityConfig)
    stories: SlotConfig = field(default_factory=_stories)
    reach: SlotConfig = field(default_factory=_reach)
    clear_buckets: int = 12
    warmup_buckets: int = 288
    least_buckets: int = 12
    min_known: int = 20
    min_count: int = 5
