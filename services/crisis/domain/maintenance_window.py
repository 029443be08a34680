"""A maintenance window: a time in which signals are expected, so that nothing but the gravest follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.crisis.domain.severity import GRAVEST, Severity

MOST_WINDOWS = 50
"""Of one brand, those of the last 30 days among them."""
LONGEST_WINDOW = timedelta(days=7)
KEPT_AFTER = timedelta(days=30)

WindowFault = Literal["not_later", "too_long", "past"]


class WindowInvalid(Exception):
    """A window cannot end then; `code` says why."""

    def __init__(self, code: WindowFault) -> None:
        super().__init__(code)
        self.code = code


class TooManyWindows(Exception):
    """The brand has MOST_WINDOWS."""


@dataclass(frozen=True, slots=True)
class MaintenanceWindow:
    """From `begins_at` on, before `ends_at`; `reason` says to people what is being done."""

    id: str
    name: str
    begins_at: datetime
    ends_at: datetime
    reason: str
    version: int = 1

    def is_on(self, at: datetime) -> bool:
        """Whether the window covers this moment."""
        return self.begins_at <= at < self.ends_at


def check_window(window: MaintenanceWindow, now: datetime) -> None:
    """Raise WindowInvalid unless it lasts, for seven days at most, and is not over yet."""
    if window.ends_at <= window.begins_at:
        raise WindowInvalid("not_later")
    if window.ends_at - window.begins_at > LONGEST_WINDOW:
        raise WindowInvalid("too_long")
    if window.ends_at <= now:
        raise WindowInvalid("past")


def window_on(windows: Iterable[MaintenanceWindow], at: datetime) -> MaintenanceWindow | None:
    """The window that covers this moment, the one that ends last where there are several."""
    covering = [each for each in windows if each.is_on(at)]
    return max(covering, key=lambda each: (each.ends_at, each.id), default=None)


def is_muted(window: MaintenanceWindow | None, severity: Severity) -> bool:
    """Whether a window keeps an incident of this severity from being declared or proposed; never the gravest."""
    return window is not None and severity < GRAVEST
