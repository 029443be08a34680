"""The gateway's settings, from MUSTER_GATEWAY_… in the environment; what every process reads is in the chassis."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from contracts.directory import Role
from contracts.http.gateway.fields import BRAND_PATTERN, Origin
from gateway.adapters.tokens import ASYMMETRIC
from gateway.domain.claims import ClaimRules, RoleRule
from gateway.domain.granting import ADMINISTRATOR

MEBIBYTE = 1024 * 1024
HTTP = r"^https?://"
SERVICE_URLS = r"^https?://[^,\s]+(, ?https?://[^,\s]+)*$"
WHERE = "Where its processes are, separated by commas; a name stands for all addresses it resolves to."


def _asymmetric(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value or not set(value) <= ASYMMETRIC:
        raise ValueError(f"only {', '.join(sorted(ASYMMETRIC))} are allowed")
    return value


class RoleRuleSettings(BaseModel):
    """Roles for whoever has a claim with this value; they last as long as the session and are never stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str = Field(min_length=1)
    has: str = Field(min_length=1)
    roles: tuple[Role, ...] = Field(min_length=1)

    @field_validator("roles")
    @classmethod
    def _no_administrator(cls, value: tuple[Role, ...]) -> tuple[Role, ...]:
        if ADMINISTRATOR in value:
            raise ValueError("administrators are made by administrators, not by a claim")
        return value


class IssuerSettings(BaseModel):
    """One OIDC issuer: `audience` takes its tokens in `Authorization`, `client_id` lets people sign in by it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,38}$")
    issuer: str = Field(pattern=HTTP)
    audience: str | None = Field(default=None, min_length=1)
    client_id: str | None = Field(default=None, min_length=1)
    client_secret: SecretStr | None = None
    scope: str = Field(default="openid", description="Of a sign-in; `offline_access` where a refresh token needs it.")
    jwks_url: str | None = Field(default=None, pattern=HTTP)
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    brand_claim: str = Field(default="brand", min_length=1)
    brand: str | None = Field(default=None, pattern=BRAND_PATTERN, description="The only brand it speaks for.")
    login_prefix: str = ""
    role_rules: tuple[RoleRuleSettings, ...] = ()

    _check_algorithms = field_validator("algorithms")(_asymmetric)

    @model_validator(mode="after")
    def _usable(self) -> IssuerSettings:
        if self.audience is None and self.client_id is None:
            raise ValueError("an issuer needs an audience, a client_id or both")
        if self.client_id is None and (self.client_secret is not None or self.role_rules):
            raise ValueError("client_secret and role_rules are of a sign-in, which needs a client_id")
        if "openid" not in self.scope.split():
            raise ValueError("the scope of a sign-in holds openid")
        return self

    def claim_rules(self) -> ClaimRules:
        """How its claims are read."""
        rules = tuple(RoleRule(each.claim, each.has, each.roles) for each in self.role_rules)
        return ClaimRules(self.brand_claim, self.brand, self.login_prefix, rules)


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
    oidc_jwks_url: str | None = Field(default=None, pattern=HTTP, description="Its keys, where discovery finds none.")
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

    streams_per_person: int = Field(default=10, ge=1, description="Open at once, per process.")
    stream_queue_events: int = Field(default=1_000, ge=10, description="A reader this far behind is cut off.")
    stream_heartbeat_seconds: float = Field(default=15, gt=0, description="Between two signs of life.")
    stream_resume_records: int = Field(default=200_000, ge=1_000, description="The furthest a stream resumes from.")

    @field_validator("oidc_algorithms", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    _check_algorithms = field_validator("oidc_algorithms")(_asymmetric)

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
