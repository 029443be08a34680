"""The crisis policy of a brand, written and read whole."""

from __future__ import annotations

from pydantic import Field

from contracts.http.crisis.fields import Id, Language, SkillLevel
from contracts.http.models import WriteModel


class SeverityRules(WriteModel):
    """Volume over normal volume that means severity 2 and 3; a share of angry messages that adds one level."""

    level_2_ratio: float = Field(gt=1, le=1e9)
    level_3_ratio: float = Field(gt=1, le=1e9)
    angry_share: float = Field(gt=0, le=1)


class EscalationLevel(WriteModel):
    """People paged at once, and how long before the next level is."""

    persons: tuple[Id, ...] = Field(min_length=1, max_length=50)
    timeout_seconds: float = Field(default=300.0, ge=1, le=86_400)


class EscalationRules(WriteModel):
    """Levels in order, gone through `rounds` times."""

    levels: tuple[EscalationLevel, ...] = Field(max_length=10)
    rounds: int = Field(ge=1, le=20)


class CalloutRules(WriteModel):
    """How volunteers are asked and what a yes grants."""

    enabled: bool
    seats_per_volunteer: int = Field(ge=1, le=50)
    acceptance: float = Field(gt=0, le=1)
    wave_seconds: float = Field(ge=1, le=86_400)
    wave_most: int = Field(ge=1, le=2_000)
    languages: tuple[Language, ...] = Field(max_length=30)
    skills: dict[Id, SkillLevel] = Field(max_length=50)
    queues: tuple[Id, ...] = Field(max_length=50)
    place_seconds: float = Field(ge=60, le=30 * 86_400)
    most_people: int = Field(ge=0, le=10_000)


class ServiceTarget(WriteModel):
    """The promise people are counted for: this share of the work begun within so many seconds."""

    share: float = Field(gt=0, lt=1)
    within_seconds: float = Field(ge=0, le=86_400)


class StandDownRules(WriteModel):
    """When the end is proposed, or taken without asking, and how long what volunteers hold may still be finished."""

    automatic: bool
    finish_seconds: float = Field(
        ge=0, le=86_400, description="Rights and held work last so long; then it goes back to its queue. 0: at once."
    )
    waiting_most: int = Field(ge=0, le=10**9)


class DetectorRules(WriteModel):
    """What a brand may set of its detector; a field left out keeps the service's default."""

    smoothing_buckets: float | None = Field(default=None, gt=0, le=1_000)
    floor: float | None = Field(default=None, gt=0, le=20)
    tail: float | None = Field(default=None, gt=0.5, lt=1)
    clear_buckets: int | None = Field(default=None, ge=1, le=10_000)
    warmup_buckets: int | None = Field(default=None, ge=2, le=100_000)
    min_known: int | None = Field(default=None, ge=1, le=10**9)
    min_count: int | None = Field(default=None, ge=0, le=10**9)


class CrisisPolicyUpdate(WriteModel):
    """A brand's whole crisis policy, as it is written."""

    auto_declare: bool
    severity: SeverityRules
    escalation: EscalationRules
    callout: CalloutRules
    target: ServiceTarget
    handle_seconds: float = Field(gt=0, le=86_400)
    drain_seconds: float = Field(gt=0, le=86_400)
    stand_down: StandDownRules
    detector: DetectorRules
    playbook: Id


class CrisisPolicy(CrisisPolicyUpdate):
    """The policy with its version; 0 is the default nobody wrote."""

    version: int = Field(ge=0)
