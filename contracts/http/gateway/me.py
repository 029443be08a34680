"""The caller, and tokens of the local issuer."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.gateway.fields import BRAND_PATTERN, PersonId
from contracts.http.models import ReadModel, StrictWriteModel
from contracts.http.shown import ShownIncident


class Grant(ReadModel):
    """A temporary place that gives on-duty scopes until `until` or until it is taken back."""

    incident: ShownIncident
    until: AwareDatetime
    """When it ends by itself (UTC)."""


class Me(ReadModel):
    """Who the credential says is calling, and what they may do now."""

    brand: str | None
    """The brand by id; null for the operator's bootstrap key, which has none."""
    sandbox: bool
    """Whether the brand is for tests: its clock can be moved ahead."""
    principal: str
    """The person or the integration by id, `key:` and the key's id for a service, or `bootstrap`."""
    kind: Literal["person", "integration", "service", "bootstrap"]
    """Who calls: a `person`, an `integration`, a `service`, or the operator by the `bootstrap` key."""
    name: str | None
    """What people call the caller; null for the bootstrap key."""
    roles: list[str]
    """A person's roles; empty for others."""
    scopes: list[str]
    """What the caller may do now: by roles and grants, as far as the key is not narrowed."""
    grants: list[Grant]
    """Surge places that give rights for a time."""
    expires_at: AwareDatetime | None
    """When the credential ends; null: it does not by itself."""


class DevTokenCreate(StrictWriteModel):
    """Whom a development token is for."""

    brand: str = Field(pattern=BRAND_PATTERN)
    """The brand that the person belongs to, by its id."""
    person: PersonId
    """The person the token is for, by id."""
    expires_in_seconds: int = Field(default=3600, ge=1, le=86_400)
    """How long it is to last; a key that ends before ends it too."""


class DevToken(ReadModel):
    """A token of the local issuer."""

    access_token: str
    """What is sent in `Authorization: Bearer`."""
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the kind of token, not one
    """How it is sent."""
    expires_in: int
    """How long it lasts, in seconds."""
