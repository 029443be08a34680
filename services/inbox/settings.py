"""Settings of the inbox, from MUSTER_INBOX_… in the environment; common ones are in chassis.settings."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.settings import ServiceSettings


class InboxSettings(ServiceSettings):
    """What an operator may set; a brand's own wishes are in its rules and its integrations."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_INBOX_", extra="ignore")

    port: int = Field(default=8001, ge=0, le=65535)
    consumer_records: int = Field(default=500, ge=1, le=2000, description="Records in one batch and transaction.")
    consumer_interval_seconds: float = Field(
        default=0.1, ge=0, le=10, description="Between two batches at least; what comes meanwhile goes with the second."
    )
    timer_poll_seconds: float = Field(
        default=1.0, gt=0, description="How late a clock or reply is taken up that another process set."
    )
    reply_lease_seconds: float = Field(
        default=60.0, ge=30, description="After this a reply in a sender that says nothing is shown as unknown."
    )
    reply_batch: int = Field(default=16, ge=1, le=64, description="Replies a process sends side by side.")
