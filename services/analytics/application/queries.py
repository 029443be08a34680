"""What the routes work with."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.clock import Clock
from services.analytics.application.brand_names import BrandNames
from services.analytics.application.overview import Reporter
from services.analytics.application.ports import Numbered
from services.analytics.application.series import Questions
from services.analytics.domain.windows import Calendar


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
