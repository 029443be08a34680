"""API keys."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.gateway.fields import Name, PersonId
from contracts.http.models import ReadModel, StrictWriteModel
from contracts.http.moment import Moment


class KeyCreate(StrictWriteModel):
    """A new key: of a person (their roles decide), of an integration, or of a service (its scopes decide)."""

    name: Name
    person: PersonId | None = None
    integration: str | None = Field(default=None, min_length=1, max_length=64)
    scopes: list[str] | None = Field(default=None, max_length=64)
    expires_at: Moment | None = Field(default=None, strict=False)


class Key(ReadModel):
    """A key as it is kept; the key itself is not."""

    id: str
    name: str
    kind: Literal["person", "integration", "service"]
    person: str | None
    integration: str | None
    scopes: list[str] | None
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    revoked_at: AwareDatetime | None


class KeyWithSecret(Key):
    """A key just made, shown this once."""

    key: str
