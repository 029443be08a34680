"""API keys."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.gateway.fields import Name, PersonId
from contracts.http.models import ReadModel, StrictWriteModel
from contracts.http.moment import Moment
from contracts.http.shown import CreatedAt


class KeyCreate(StrictWriteModel):
    """A new key: of a person (their roles decide), of an integration, or of a service (its scopes decide)."""

    name: Name
    """What it is used for, in words of whoever made it."""
    person: PersonId | None = None
    """The person it is of, by id; null: see `integration`."""
    integration: str | None = Field(default=None, min_length=1, max_length=64)
    """The integration it is of, by id; null with `person` null: it is a service's."""
    scopes: list[str] | None = Field(default=None, max_length=64)
    """What it is narrowed to; a service's key needs them. Null: all its owner has, as far as the caller may give it."""
    expires_at: Moment | None = Field(default=None, strict=False)
    """When it ends, in the future; null: when it is revoked."""


class Key(ReadModel):
    """A key as it is kept; the key itself is not."""

    id: str
    """Eight characters, which stand in the key too."""
    name: str
    """What it is used for, in words of whoever made it."""
    kind: Literal["person", "integration", "service"]
    """Whose it is: a `person`'s (their roles decide), an `integration`'s (it brings events in), or a `service`'s
    (its scopes decide)."""
    person: str | None
    """The person it is of, by id; null for other kinds."""
    integration: str | None
    """The integration it is of, by id; null for other kinds."""
    scopes: list[str] | None
    """What it is narrowed to; null: it follows its owner."""
    created_at: CreatedAt
    expires_at: AwareDatetime | None
    """When it ends by itself; null: it does not."""
    revoked_at: AwareDatetime | None
    """When it was revoked; null where it was not."""


class KeyWithSecret(Key):
    """A key just made, shown this once."""

    key: str
    """What is sent in `X-API-Key` or `Authorization: Bearer`; it is not shown again."""
