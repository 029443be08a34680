"""The crisis policy of a brand: one versioned document of data."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.crisis.domain.callout import CalloutRules
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.erlang import Target
from services.crisis.domain.escalation import EscalationPolicy
from services.crisis.domain.severity import SeverityRules


@dataclass(frozen=True, slots=True)
class StandDownRules:
    """When the end is proposed, or taken without asking: all signals clear and at most so many tasks waiting.

    What volunteers hold then may be finished within `finish_seconds`, and their rights last as long.
    """

    automatic: bool = False
    waiting_most: int = 0
    finish_seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class CrisisPolicy:
    """The whole policy; version 0 is the default nobody wrote. `playbook` is taken where none fits."""

    version: int = 0
    auto_declare: bool = True
    severity: SeverityRules = field(default_factory=SeverityRules)
    escalation: EscalationPolicy = field(default_factory=EscalationPolicy)
    callout: CalloutRules = field(default_factory=CalloutRules)
    target: Target = field(default_factory=Target)
    handle_seconds: float = 300.0
    drain_seconds: float = 3600.0
    stand_down: StandDownRules = field(default_factory=StandDownRules)
    detector: DetectorConfig = field(default_factory=DetectorConfig)
    playbook: str = "default"
