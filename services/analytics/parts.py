"""What the routes work with."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.clock import Clock
from services.analytics.directory import BrandNames
from services.analytics.domain.windows import Calendar
from services.analytics.overview import Reporter
from services.analytics.ports import Numbered
from services.analytics.series import Questions


@dataclass(frozen=True, slots=True)
class Parts:
    """The reading side of the running service."""

    clock: Clock
    calendar: Calendar
    numbered: Numbered
    questions: Questions
    reporter: Reporter
    names: BrandNames
    attribution_days: float
