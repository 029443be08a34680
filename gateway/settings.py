"""The gateway's settings, from MUSTER_GATEWAY_… in the environment; what every process reads is in the chassis."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gateway.adapters.tokens import ASYMMETRIC

MEBIBYTE = 1024 * 1024


class GatewaySettings(BaseSettings):
    """All sizes in bytes, all times in seconds, unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_GATEWAY_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)

    inbox_url: str = Field(pattern=r"^https?://")
    routing_url: str = Field(pattern=r"^https?://")
    crisis_url: str = Field(pattern=r"^https?://")
    analytics_url: str = Field(pattern=r"^https?://")

    bootstrap_key: SecretStr = Field(description="May create brands and their first administrators; 32+ characters.")

    oidc_issuer: str | None = Field(default=None, pattern=r"^https?://")
    oidc_audience: str | None = None
    oidc_jwks_url: str | None = Field(default=None, pattern=r"^https?://")
    oidc_algorithms: Annotated[tuple[str, ...], NoDecode] = ("RS256", "ES256")
    oidc_brand_claim: str = "brand"
    dev_issuer: bool = Field(default=False, description="Serve POST /v1/dev/token; never in production.")

    body_limit_bytes: int = Field(default=8 * MEBIBYTE, ge=1024)
    webhook_limit_bytes: int = Field(default=2 * MEBIBYTE, ge=1024, le=3_000_000)
    brand_events_per_second: float = Field(default=20_000, gt=0)
    brand_burst_events: int = Field(default=100_000, ge=1)
    integration_events_per_second: float = Field(default=10_000, gt=0)
    integration_burst_events: int = Field(default=50_000, ge=1)

    upstream_seconds: float = Field(default=10, gt=0, description="A whole forwarded request, at most.")
    upstream_connect_seconds: float = Field(default=0.8, gt=0, le=0.9, description="A 503 must be out in a second.")
    upstream_connections: int = Field(default=64, ge=1)

    streams_per_person: int = Field(default=10, ge=1)
    stream_queue_events: int = Field(default=1_000, ge=10)
    stream_heartbeat_seconds: float = Field(default=15, gt=0)
    stream_resume_records: int = Field(default=200_000, ge=1_000, description="The furthest a stream resumes from.")

    @field_validator("oidc_algorithms", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("oidc_algorithms")
    @classmethod
    def _asymmetric(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or not set(value) <= ASYMMETRIC:
            raise ValueError(f"only {', '.join(sorted(ASYMMETRIC))} are allowed")
        return value

    @field_validator("bootstrap_key")
    @classmethod
    def _long(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < 32:  # 16 random bytes as hex; anything shorter could be guessed
            raise ValueError("must have 32 characters or more")
        return value

    @model_validator(mode="after")
    def _audience(self) -> GatewaySettings:
        if self.oidc_issuer and not self.oidc_audience:
            raise ValueError("MUSTER_GATEWAY_OIDC_AUDIENCE is needed with MUSTER_GATEWAY_OIDC_ISSUER")
        return self

    def services(self) -> dict[str, str]:
        """Where each service is, without a slash at the end."""
        return {
            "inbox": self.inbox_url.rstrip("/"),
            "routing": self.routing_url.rstrip("/"),
            "crisis": self.crisis_url.rstrip("/"),
            "analytics": self.analytics_url.rstrip("/"),
        }
