"""The caller, and tokens of the local issuer."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.gateway.fields import BRAND_PATTERN, PersonId
from contracts.http.models import ReadModel, StrictWriteModel


class Grant(ReadModel):
    """A temporary place that gives on-duty scopes until `until` or until it is taken back."""

    incident: str
    until: AwareDatetime


class Me(ReadModel):
    """Who the credential says is calling, and what they may do now."""

    brand: str | None
    principal: str
    kind: Literal["person", "integration", "service", "bootstrap"]
    name: str | None
    roles: list[str]
    scopes: list[str]
    grants: list[Grant]
    expires_at: AwareDatetime | None


class DevTokenCreate(StrictWriteModel):
    """Whom a development token is for."""

    brand: str = Field(pattern=BRAND_PATTERN)
    person: PersonId
    expires_in_seconds: int = Field(default=3600, ge=1, le=86_400)


class DevToken(ReadModel):
    """A token of the local issuer."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the kind of token, not one
    expires_in: int
