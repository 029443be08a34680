"""The settings of one OIDC issuer: whose tokens and sign-ins count, and what their claims give."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from contracts.directory import Role
from contracts.http.gateway.fields import BRAND_PATTERN
from gateway.adapters.tokens import ASYMMETRIC
from gateway.domain.claims import ClaimRules, RoleRule
from gateway.domain.granting import ADMINISTRATOR

HTTP = r"^https?://"


def asymmetric(value: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse names of signatures that a shared secret could make; raises ValueError."""
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

    _check_algorithms = field_validator("algorithms")(asymmetric)

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
