"""Settings of the crisis service, from MUSTER_CRISIS_… in the environment; common ones are in chassis.settings."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from channels.addresses import Reach
from channels.email.smtp import MailPost
from chassis.settings import ServiceSettings
from services.crisis.domain.bucket import BucketSpan
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.spread_counts import SLOT_SECONDS
from services.crisis.domain.views import Measure
from services.crisis.domain.watch import WatchRules

MAIL_STEP_SECONDS = 8.0  # of each step of the conversation with the mail server: a page cannot wait for a slow one


class CrisisSettings(ServiceSettings):
    """What an operator may set; a brand's own wishes are in its crisis policy."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_CRISIS_", extra="ignore")

    port: int = Field(default=8003, ge=0, le=65535)
    bucket_seconds: int = Field(default=60, ge=1, le=3600, description="Length of a counting bucket, real seconds.")
    time_scale: float = Field(default=1.0, gt=0, description="Seconds of the brand's time in one real second.")
    forecast_slot_seconds: float = Field(
        default=900.0, gt=0, le=86_400, description="Length of a slot of the forecast, seconds of the brand's time."
    )
    grace_seconds: float = Field(default=2.0, ge=0, description="A bucket is judged so long after its end.")
    hold_seconds: float = Field(default=120.0, ge=0, description="Judging waits so long at most for late counting.")
    false_surge_days: float = Field(
        default=7.0, gt=0, le=366, description="Chance alone raises a signal of a measure so rarely."
    )
    false_story_days: float = Field(
        default=14.0, gt=0, le=366, description="The same of signals that one story is rare; beside the others."
    )
    false_reach_days: float = Field(
        default=14.0, gt=0, le=366, description="The same of signals that the reach of stories is rare."
    )
    warmup_buckets: int = Field(default=288, ge=2, description="A brand counts as hardly known for so many buckets.")
    clear_buckets: int = Field(default=12, ge=1, description="Quiet buckets that end an episode.")
    bucket_days: int = Field(default=56, ge=1, description="How long buckets are kept, to rebuild detection from.")
    explained_days: int = Field(
        default=14, ge=1, description="How long a day of detection can be explained; below the days of buckets."
    )
    seen_days: int = Field(default=2, ge=1, description="How long message ids are remembered against double counting.")
    story_hours: float = Field(default=72.0, gt=0, description="A story nobody adds to is forgotten after this.")
    story_messages: int = Field(default=5, ge=2, description="Near-duplicates that make a story.")
    story_posts_per_batch: int = Field(default=500, ge=0, description="Messages of a batch compared for stories.")
    consumer_records: int = Field(default=500, ge=1, le=5000, description="Records in one batch.")
    consumer_interval_seconds: float = Field(
        default=0.5, ge=0, le=10, description="Between two batches at least; what comes meanwhile goes with the second."
    )
    timer_poll_seconds: float = Field(default=1.0, gt=0)
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/?#]+$",
        description="The gateway as people's browsers reach it, for the links of notices; without it they have none.",
    )
    smtp_host: str | None = Field(
        default=None, description="The mail server notices leave through; without it no mail."
    )
    smtp_port: int = Field(default=587, ge=1, le=65_535, description="The port of that mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="`none` is taken on this machine only."
    )
    smtp_username: str | None = Field(default=None, description="The account on the mail server, where it needs one.")
    smtp_password: SecretStr | None = Field(default=None, description="The password of that account.")
    smtp_sender: str = Field(
        default="muster@localhost",
        pattern=r"^[^@\s<>]{1,64}@[^@\s<>]{1,189}$",
        description="The address notices are from.",
    )

    def mail_post(self) -> MailPost | None:
        """The mail server of notices; None where the operator set none. It may stand inside: the operator chose it."""
        if self.smtp_host is None:
            return None
        password = self.smtp_password.get_secret_value() if self.smtp_password else None
        return MailPost(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,
            reach=Reach(loopback=True, anywhere=True),
            username=self.smtp_username,
            password=password,
            sender=self.smtp_sender,
            sender_name="Muster",
            step_seconds=MAIL_STEP_SECONDS,
        )

    def watch_rules(self) -> WatchRules:
        """How detection turns buckets."""
        return WatchRules(self.bucket_seconds, self.grace_seconds, self.hold_seconds)

    def window_seconds(self, measure: Measure) -> int:
        """How long what a signal of the measure tells of is: a bucket, or the slot that stories are judged by."""
        if measure in ("story", "reach"):
            return int(BucketSpan(self.bucket_seconds, self.time_scale).slot_seconds)
        return self.bucket_seconds

    def story_slot_seconds(self) -> int:
        """The length of a slot that the spread of stories is counted by, real seconds."""
        return max(1, round(SLOT_SECONDS / self.time_scale))

    def detector(self) -> DetectorConfig:
        """The detector of a brand that configured none of its own."""
        return DetectorConfig(
            false_surge_days=self.false_surge_days,
            false_story_days=self.false_story_days,
            false_reach_days=self.false_reach_days,
            warmup_buckets=self.warmup_buckets,
            clear_buckets=self.clear_buckets,
        )
