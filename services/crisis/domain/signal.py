"""A signal: one episode of one measure, what it showed, whether it lasts, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.crisis.domain.views import Measure

SignalState = Literal["live", "cleared"]


COPIED_LEAST = 0.1  # share of copies below which a signal says nothing of them


@dataclass(frozen=True, slots=True)
class Coordination:
    """What accounts that repeat themselves are in a signal (ADR 0069).

    `share` of the messages of the last hour, of the negative ones where anger surged; `accounts` that wrote the texts
    few accounts copy, None where no text has enough copies. `decisive` while the rest is no signal.
    """

    share: float
    accounts: int | None
    decisive: bool


@dataclass(frozen=True, slots=True)
class Signal:
    """One episode. `peak` is in the measure's units; `incident` is the incident it was attached to, if any.

    `story` is whose episode it is, of that measure. `muted_by` is the maintenance window because of which nothing
    follows from it yet.
    """

    episode: str
    measure: Measure
    state: SignalState
    opened_at: datetime
    observed: float
    expected: float
    peak: float
    score: float
    reason: str
    detector_version: int
    incident: str | None = None
    closed_at: datetime | None = None
    coordinated: Coordination | None = None
    muted_by: str | None = None
    story: str | None = None

    @property
    def is_held(self) -> bool:
        """Whether copies of few accounts alone make it (ADR 0069)."""
        return self.coordinated is not None and self.coordinated.decisive

    def joined(self, incident: str) -> Signal:
        """The signal as one of an incident, muted by nothing any more."""
        return replace(self, incident=incident, muted_by=None)
