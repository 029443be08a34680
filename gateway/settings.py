"""The gateway's settings, from MUSTER_GATEWAY_… in the environment; what every process reads is in the chassis."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from contracts.http.gateway.fields import Origin
from gateway.adapters.issuer_settings import HTTP, IssuerSettings, asymmetric

MEBIBYTE = 1024 * 1024
SERVICE_URLS = r"^https?://[^,\s]+(, ?https?://[^,\s]+)*$"
WHERE = "Where its processes are, separated by commas; a name stands for all addresses it resolves to."


class GatewaySettings(BaseSettings):
    """All sizes in bytes, all times in seconds, unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_GATEWAY_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)

    inbox_url: str = Field(pattern=SERVICE_URLS, description=WHERE)
    routing_url: str = Field(pattern=SERVICE_URLS, description=WHERE)
    crisis_url: str = Field(pattern=SERVICE_URLS, description=WHERE)
    analytics_url: str = Field(pattern=SERVICE_URLS, description=WHERE)

    addresses_file: Path | None = Field(default=None, description="JSON of addresses by service, used before the URLs.")

    bootstrap_key: SecretStr = Field(description="May create brands and their first administrators; 32+ characters.")

    oidc_issuer: str | None = Field(default=None, pattern=HTTP, description="The issuer whose tokens count.")
    oidc_audience: str | None = Field(default=None, description="Whom its tokens are for.")
    oidc_jwks_url: str | None = Field(
        default=None, pattern=HTTP, description="Its keys, where none are found in reach."
    )
    oidc_algorithms: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("RS256", "ES256"), description="Signatures of its tokens that count."
    )
    oidc_brand_claim: str = Field(default="brand", description="The claim that names the brand.")
    oidc_issuers: tuple[IssuerSettings, ...] = Field(default=(), description="Further issuers, as JSON.")
    public_url: Origin | None = Field(default=None, description="Where browsers reach the gateway; for sign-ins.")
    session_idle_seconds: float = Field(default=8 * 3600, gt=0, description="A session ends unused for this long.")
    session_seconds: float = Field(default=24 * 3600, gt=0, description="A session ends after this in any case.")
    dev_issuer: bool = Field(default=False, description="Serve POST /v1/dev/token; never in production.")

    body_limit_bytes: int = Field(default=8 * MEBIBYTE, ge=1024, description="The largest body.")
    webhook_limit_bytes: int = Field(
        default=2 * MEBIBYTE, ge=1024, le=3_000_000, description="The largest body of a platform's webhook."
    )
    brand_events_per_second: float = Field(default=20_000, gt=0, description="Of a brand over time, per process.")
    brand_burst_events: int = Field(default=100_000, ge=1, description="Of a brand at once, per process.")
    integration_events_per_second: float = Field(
        default=10_000, gt=0, description="Of an integration over time, per process."
    )
    integration_burst_events: int = Field(default=50_000, ge=1, description="Of an integration at once, per process.")

    upstream_seconds: float = Field(default=10, gt=0, description="A whole forwarded request, at most.")
    upstream_connect_seconds: float = Field(default=0.8, gt=0, le=0.9, description="A 503 must be out in a second.")
    upstream_connections: int = Field(default=64, ge=1, description="Open to one replica at most.")

    lowest_concurrency: int = Field(
        default=40, ge=1, description="Requests under way that overload never takes away, per process."
    )
    highest_concurrency: int = Field(
        default=1_000,
        ge=1,
        description="Requests under way at once at most, however soon they are answered, per process.",
    )

    canary_brands_per_minute: int = Field(
        default=100, ge=0, description="Brands whose canary is sent each minute; more take turns. 0: no canaries."
    )

    streams_per_person: int = Field(default=10, ge=1, description="Open at once, per process.")
    stream_queue_events: int = Field(default=1_000, ge=10, description="A reader this far behind is cut off.")
    stream_heartbeat_seconds: float = Field(default=15, gt=0, description="Between two signs of life.")
    stream_resume_records: int = Field(default=200_000, ge=1_000, description="The furthest a stream resumes from.")

    @field_validator("oidc_algorithms", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    _check_algorithms = field_validator("oidc_algorithms")(asymmetric)

    @field_validator("bootstrap_key")
    @classmethod
    def _long(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < 32:  # 16 random bytes as hex; anything shorter could be guessed
            raise ValueError("must have 32 characters or more")
        return value

    @model_validator(mode="after")
    def _concurrency(self) -> GatewaySettings:
        if self.lowest_concurrency > self.highest_concurrency:
            raise ValueError("MUSTER_GATEWAY_LOWEST_CONCURRENCY is above MUSTER_GATEWAY_HIGHEST_CONCURRENCY")
        return self

    @model_validator(mode="after")
    def _audience(self) -> GatewaySettings:
        if self.oidc_issuer and not self.oidc_audience:
            raise ValueError("MUSTER_GATEWAY_OIDC_AUDIENCE is needed with MUSTER_GATEWAY_OIDC_ISSUER")
        return self

    @model_validator(mode="after")
    def _issuers_apart(self) -> GatewaySettings:
        issuers = self.issuers()
        for one, other in combinations(issuers, 2):
            if one.name == other.name or one.issuer == other.issuer:
                raise ValueError(f"{other.name}: two issuers have the same name or address")
            if one.claim_rules().may_meet(other.claim_rules()):
                message = "speak for one brand and need a login_prefix each, neither beginning with the other"
                raise ValueError(f"{one.name} and {other.name} {message}")
        if self.public_url is None and any(each.client_id for each in issuers):
            raise ValueError("MUSTER_GATEWAY_PUBLIC_URL is needed where people sign in")
        return self

    def issuers(self) -> tuple[IssuerSettings, ...]:
        """Every configured issuer, the one of `OIDC_ISSUER` first."""
        if self.oidc_issuer is None:
            return self.oidc_issuers
        first = IssuerSettings(
            name="oidc",
            issuer=self.oidc_issuer,
            audience=self.oidc_audience,
            jwks_url=self.oidc_jwks_url,
            algorithms=self.oidc_algorithms,
            brand_claim=self.oidc_brand_claim,
        )
        return (first, *self.oidc_issuers)

    def someone_signs_in(self, brand: str) -> bool:
        """Whether a login can be enough in a brand: an issuer speaks for it."""
        return any(each.brand in {None, brand} for each in self.issuers())

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies are for https alone: everywhere but on plain http on this machine."""
        return self.public_url is None or self.public_url.startswith("https://")

    def services(self) -> dict[str, tuple[str, ...]]:
        """Where the processes of each service are, as configured."""
        urls = {
            "inbox": self.inbox_url,
            "routing": self.routing_url,
            "crisis": self.crisis_url,
            "analytics": self.analytics_url,
        }
        return {service: tuple(url.strip() for url in given.split(",")) for service, given in urls.items()}
