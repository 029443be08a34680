"""Settings of the crisis service, from MUSTER_CRISIS_… in the environment; common ones are in chassis.settings."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.settings import ServiceSettings
from services.crisis.domain.detector import DetectorConfig


class CrisisSettings(ServiceSettings):
    """What an operator may set; a brand's own wishes are in its crisis policy."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_CRISIS_", extra="ignore")

    port: int = Field(default=8003, ge=0, le=65535)
    bucket_seconds: int = Field(default=60, ge=1, le=3600, description="Length of a counting bucket, real seconds.")
    time_scale: float = Field(default=1.0, gt=0, description="Seconds of the brand's time in one real second.")
    grace_seconds: float = Field(default=2.0, ge=0, description="A bucket is judged so long after its end.")
    hold_seconds: float = Field(default=120.0, ge=0, description="Judging waits so long at most for late counting.")
    false_surge_days: float = Field(default=7.0, gt=0, le=366, description="Chance alone raises a signal so rarely.")
    warmup_buckets: int = Field(default=288, ge=2, description="A brand counts as hardly known for so many buckets.")
    clear_buckets: int = Field(default=12, ge=1, description="Quiet buckets that end an episode.")
    bucket_days: int = Field(default=56, ge=1, description="How long buckets are kept, to rebuild detection from.")
    seen_days: int = Field(default=2, ge=1, description="How long message ids are remembered against double counting.")
    story_hours: float = Field(default=72.0, gt=0, description="A story nobody adds to is forgotten after this.")
    story_messages: int = Field(default=5, ge=2, description="Near-duplicates that make a story.")
    story_posts_per_batch: int = Field(default=500, ge=0, description="Messages of a batch compared for stories.")
    consumer_records: int = Field(default=500, ge=1, le=5000, description="Records in one batch.")
    consumer_interval_seconds: float = Field(
        default=0.5, ge=0, le=10, description="Between two batches at least; what comes meanwhile goes with the second."
    )
    timer_poll_seconds: float = Field(default=1.0, gt=0)

    def detector(self) -> DetectorConfig:
        """The detector of a brand that configured none of its own."""
        return DetectorConfig(
            false_surge_days=self.false_surge_days,
            warmup_buckets=self.warmup_buckets,
            clear_buckets=self.clear_buckets,
        )
