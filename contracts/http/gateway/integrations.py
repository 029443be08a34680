"""Integrations: connections to accounts of channels, and their secrets."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from contracts.channel import ChannelName
from contracts.http.fields import Plain
from contracts.http.gateway.fields import Name
from contracts.http.models import ReadModel, StrictWriteModel
from contracts.http.shown import CreatedAt, ShownChannel, ShownIntegration, ShownVersion

SLUG_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,21}[a-z0-9])?$"
Secrets = Annotated[
    dict[
        Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")], Annotated[Plain, Field(min_length=1, max_length=8192)]
    ],
    Field(max_length=16),
]
Settings = Annotated[dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")], Any], Field(max_length=64)]


EventLane = Literal["live", "bulk"]
Expected = Annotated[int, Field(ge=60, le=30 * 86_400)]


class IntegrationCreate(StrictWriteModel):
    """A new connection to one account of a channel; a secret that is needed and not given is made and shown once."""

    channel: ChannelName
    """The kind of platform, by a name of `GET /v1/channels`; it never changes."""
    name: Name
    """What people call it, such as the name of the account."""
    slug: str | None = Field(default=None, pattern=SLUG_PATTERN)
    """The end of its id, behind the brand and `_`: lower-case letters, digits and dashes, up to 23. Null: made up."""
    settings: Settings = Field(default_factory=dict)
    """What the channel needs to know, by its schema in `GET /v1/channels`."""
    secrets: Secrets = Field(default_factory=dict)
    """What the channel has to keep, by its schema in `GET /v1/channels`; it is sealed and never shown."""
    expected_every_seconds: Expected | None = None
    """How often it should bring an event, a minute to 30 days; late when none came for so long. Null: no matter."""
    lane: EventLane = "live"
    """`bulk` for a firehose or a listening tool: its events wait while `live` ones do. It never changes."""


class IntegrationUpdate(StrictWriteModel):
    """What to change of an integration; what is left out stays.

    Settings that change where a secret goes need that secret again in `secrets`; alone, secrets are rotated.
    """

    name: Name | None = None
    """What people call it; null stays."""
    enabled: bool | None = None
    """Whether anything is taken from it or sent by it; null stays."""
    settings: Settings | None = None
    """All its settings, in place of those before; null stays."""
    secrets: Secrets = Field(default_factory=dict)
    """Secrets in place of those of their names, at once and without an overlap."""
    expected_every_seconds: Expected | Literal[0] | None = None
    """How often it should bring an event, a minute to 30 days; 0 expects nothing any more; null stays."""


class SecretsUpdate(StrictWriteModel):
    """New secrets; the old ones still verify for `overlap_seconds`. Without `secrets` a new one is made and shown."""

    secrets: Secrets = Field(default_factory=dict)
    """Secrets in place of those of their names; empty: those that are made here are made anew."""
    overlap_seconds: int = Field(default=86_400, ge=0, le=30 * 86_400)
    """How long signatures under the replaced ones are taken as well; 0: not at all."""


class Integration(ReadModel):
    """An integration, without its secrets."""

    id: str
    """The brand, `_` and a short name; it never changes."""
    channel: ShownChannel
    name: str
    """What people call it, such as the name of the account."""
    enabled: bool
    """false: its webhook is unknown, its keys are refused, and no reply is sent by it."""
    settings: dict[str, Any]
    """As they were given, by the channel's schema."""
    secret_names: list[str]
    """The secrets it has; what they are is never shown."""
    webhook: str
    """The path of this API that the platform posts to."""
    lane: EventLane
    """Whether its events go at once (`live`) or wait while those do (`bulk`); it never changes."""
    expected_every_seconds: int | None
    """How often it should bring an event; null: no matter."""
    version: ShownVersion
    created_at: CreatedAt


class IntegrationWithSecrets(Integration):
    """An integration whose secrets were just made: they are shown this once."""

    secrets: dict[str, str]
    """Those that were made here, by name; they are not shown again."""


class IntegrationError(ReadModel):
    """Something wrong that an integration sent."""

    at: AwareDatetime
    """When it was refused or found unreadable."""
    source: Literal["events", "webhook"]
    """Whether it was posted to `/v1/events` or to its webhook."""
    pointer: str
    """Where in the body: a JSON pointer for posted events, the name of a field for a payload; empty for the whole."""
    code: str
    """What is wrong, for programs, such as `missing` or `signature_wrong`."""
    detail: str
    """The same in words, without the value."""


class IntegrationHeartbeat(ReadModel):
    """Whether events come as often as they are expected to."""

    expected_every_seconds: int
    """How often one should come."""
    due_at: AwareDatetime
    """By when the next is expected."""
    late_since: AwareDatetime | None
    """Since when it is late, as the webhook endpoints were told; null while it is in time."""


class IntegrationQuota(ReadModel):
    """What is left of the quotas in the process that answers; each process has its own."""

    events_per_second: float
    """How many events flow back each second."""
    burst: int
    """How many may come at once."""
    remaining: int
    """How many may come now."""
    brand_remaining: int
    """The same of the brand, all its integrations together."""


class IntegrationStats(ReadModel):
    """What the edge counted for one integration since it was made."""

    integration: ShownIntegration
    accepted: int
    """Events the log has."""
    rejected: int
    """Posted events that were wrong."""
    signature_missing: int
    """Requests to its webhook without a signature."""
    signature_wrong: int
    """Those whose signature, or check of the address, did not fit any secret."""
    signature_stale: int
    """Those that were signed too long ago."""
    unreadable: int
    """Items of signed payloads that could not be read; see `GET /v1/unreadable`."""
    throttled: int
    """Posted events, and requests to its webhook, that were over a quota."""
    last_accepted_at: AwareDatetime | None
    """When the last event was accepted; null where none was."""
    last_refused_at: AwareDatetime | None
    """When the last was rejected, refused for its signature or throttled; null where none was."""
    recent_errors: list[IntegrationError]
    """The last 20 things that were wrong, the newest last."""
    heartbeat: IntegrationHeartbeat | None
    """Whether it is late; null where nothing is expected of it."""
    quota: IntegrationQuota
    """How much of its quota is left."""
