"""Settings of routing, from MUSTER_ROUTING_… in the environment; common ones are in chassis.settings."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.settings import ServiceSettings


class RoutingSettings(ServiceSettings):
    """What an operator may set; a brand's own wishes are in its queues and workflows."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_ROUTING_", extra="ignore")

    port: int = Field(default=8002, ge=0, le=65535)
    consumer_records: int = Field(default=500, ge=1, le=5000, description="Records in one batch.")
    consumer_interval_seconds: float = Field(
        default=0.1, ge=0, le=10, description="Between two batches at least; what comes meanwhile goes with the second."
    )
    busy_seconds: float = Field(
        default=1.0,
        gt=0,
        description="How often a brand is looked at where a task waits, people work and something has just happened.",
    )
    calm_seconds: float = Field(
        default=5.0,
        gt=0,
        description="How often a brand is looked at where a task waits, and how soon after anything happened.",
    )
    quiet_seconds: float = Field(
        default=30.0,
        gt=0,
        description="How often a brand is looked at where no task waits and nothing is due sooner.",
    )
    staffing_seconds: float = Field(default=5.0, gt=0, description="How often the staffing of a brand is told.")
    claim_seconds: float = Field(
        default=10.0, gt=0, description="A claim without its task counts as left behind after this."
    )
    timer_poll_seconds: float = Field(default=1.0, gt=0)
