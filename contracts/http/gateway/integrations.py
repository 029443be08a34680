"""Integrations: connections to accounts of channels, and their secrets."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from contracts.channel import ChannelName
from contracts.http.fields import Plain
from contracts.http.gateway.fields import Name
from contracts.http.models import ReadModel, StrictWriteModel

SLUG_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,21}[a-z0-9])?$"
Secrets = Annotated[
    dict[
        Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")], Annotated[Plain, Field(min_length=1, max_length=8192)]
    ],
    Field(max_length=16),
]
Settings = Annotated[dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")], Any], Field(max_length=64)]


class IntegrationCreate(StrictWriteModel):
    """A new connection to one account of a channel; a secret that is needed and not given is made and shown once."""

    channel: ChannelName
    name: Name
    slug: str | None = Field(default=None, pattern=SLUG_PATTERN)
    settings: Settings = Field(default_factory=dict)
    secrets: Secrets = Field(default_factory=dict)


class IntegrationUpdate(StrictWriteModel):
    """What to change of an integration; what is left out stays.

    Settings that change where a secret goes need that secret again in `secrets`; alone, secrets are rotated.
    """

    name: Name | None = None
    enabled: bool | None = None
    settings: Settings | None = None
    secrets: Secrets = Field(default_factory=dict)


class SecretsUpdate(StrictWriteModel):
    """New secrets; the old ones still verify for `overlap_seconds`. Without `secrets` a new one is made and shown."""

    secrets: Secrets = Field(default_factory=dict)
    overlap_seconds: int = Field(default=86_400, ge=0, le=30 * 86_400)


class Integration(ReadModel):
    """An integration, without its secrets. `webhook` is the path the platform posts to."""

    id: str
    channel: str
    name: str
    enabled: bool
    settings: dict[str, Any]
    secret_names: list[str]
    webhook: str
    version: int
    created_at: AwareDatetime


class IntegrationWithSecrets(Integration):
    """An integration whose secrets were just made: they are shown this once."""

    secrets: dict[str, str]


class IntegrationStats(ReadModel):
    """What the edge counted for one integration since it was made."""

    integration: str
    accepted: int
    rejected: int
    signature_missing: int
    signature_wrong: int
    signature_stale: int
    unreadable: int
    throttled: int
    last_accepted_at: AwareDatetime | None
    last_refused_at: AwareDatetime | None
