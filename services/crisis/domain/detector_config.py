"""The settings of detection: one threshold, and what normal and rare are learnt by (ADR 0065)."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.crisis.domain.baseline import BaselineConfig
from services.crisis.domain.rarity import RarityConfig


@dataclass(frozen=True, slots=True)
class DetectorConfig:
    """One version of the detector. The one threshold is `false_surge_days`: chance alone alerts once in so many days.

    The count is looked at over `window_hours`, each against the usual for the time of day and week and against the
    last hours; a view's score is log(1 + robust standard deviations), and the views are averaged. For `warmup_buckets`
    a brand counts as hardly known, and before `least_buckets` nothing is raised at all. An episode ends after
    `clear_buckets` in which the shortest window is no peak. A share needs `min_known` of known sentiment in a window,
    a surge of volume `min_count` messages in the last hour.
    """

    version: int = 2
    false_surge_days: float = 7.0
    window_hours: tuple[float, ...] = (1.0 / 12.0, 1.0, 6.0)
    baseline: BaselineConfig = field(default_factory=BaselineConfig)
    rarity: RarityConfig = field(default_factory=RarityConfig)
    clear_buckets: int = 12
    warmup_buckets: int = 288
    least_buckets: int = 12
    min_known: int = 20
    min_count: int = 5
