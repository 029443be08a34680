"""What a rule made of one signal, kept for people who ask why it did or did not act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.crisis.domain.incident_rule import ConditionFinding

KEPT = timedelta(days=30)

Occasion = Literal["raised", "upheld", "window_ended"]
RuleOutcome = Literal["declared", "proposed", "not_met", "proposed_before", "incident_open", "muted"]


@dataclass(frozen=True, slots=True)
class RuleEvaluation:
    """One judgement of a rule in which some condition held.

    `outcome`: `not_met`; what the rule did; or why it did nothing although it was met: an incident was open, a window
    muted it, or the same was proposed before. `proposed`, `incident` and `window` name which.
    """

    id: str
    rule: str
    rule_version: int
    signal: str
    occasion: Occasion
    at: datetime
    outcome: RuleOutcome
    conditions: tuple[ConditionFinding, ...]
    proposed: str | None = None
    incident: str | None = None
    window: str | None = None
