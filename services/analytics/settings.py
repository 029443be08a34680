"""Settings of analytics, from MUSTER_ANALYTICS_… in the environment."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.settings import ServiceSettings
from services.analytics.domain.retention import Retention
from services.analytics.domain.windows import WindowCalendar


class AnalyticsSettings(ServiceSettings):
    """What analytics needs beyond what every process reads."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_ANALYTICS_", extra="ignore")

    port: int = Field(default=8004, ge=0, le=65535)
    minute_seconds: int = Field(
        default=60, ge=1, le=3600, description="How long a minute window lasts; a demo that compresses time lowers it."
    )
    attribution_days: float = Field(
        default=7, gt=0, le=90, description="A sale is credited to touches this many days before it."
    )
    stripes: int = Field(
        default=4, ge=1, le=32, description="Sets of window documents; more let more replicas write without waiting."
    )
    consumer_records: int = Field(default=1000, ge=1, le=5000)
    consumer_interval_seconds: float = Field(
        default=1.0, ge=0, le=10, description="Between two batches at least; what comes meanwhile goes with the second."
    )
    minutes_kept_days: float = Field(default=3, gt=0, description="How long minute windows are kept.")
    hours_kept_days: float = Field(default=400, gt=0, description="How long hour windows are kept; days for ever.")
    seen_kept_days: int = Field(
        default=45, ge=31, description="How long event ids are remembered; longer than any topic keeps a record."
    )

    def calendar(self) -> WindowCalendar:
        """The window lengths."""
        return WindowCalendar(self.minute_seconds)

    def attribution_window(self) -> timedelta:
        """How long a touch earns a sale."""
        return timedelta(days=self.attribution_days)

    def retention(self) -> Retention:
        """How long things are kept."""
        return Retention(
            timedelta(days=self.minutes_kept_days), timedelta(days=self.hours_kept_days), self.seen_kept_days
        )
