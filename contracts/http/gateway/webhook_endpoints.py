"""Webhook endpoints: addresses of the brand's own that its events are posted to, and what became of each delivery."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from contracts.channel import ChannelName
from contracts.http.fields import Plain
from contracts.http.gateway.fields import Name
from contracts.http.models import ReadModel, StrictWriteModel, WriteModel
from contracts.http.moment import Moment
from contracts.http.shown import ShownVersion

EventPatterns = Annotated[list[Annotated[str, Field(min_length=3, max_length=100)]], Field(max_length=50)]
Channels = Annotated[list[ChannelName], Field(max_length=20)]
Topics = Annotated[list[Annotated[Plain, Field(min_length=1, max_length=64)]], Field(max_length=50)]
Url = Annotated[Plain, Field(min_length=1, max_length=2048)]
SigningSecret = Annotated[Plain, Field(min_length=8, max_length=256)]
DeliveryState = Literal["pending", "delivered", "failed", "erased"]
RedeliveredState = Literal["pending", "delivered", "failed"]


class WebhookEndpointCreate(StrictWriteModel):
    """A new address for events. Without a secret one is made; the answer shows it this once."""

    name: Name
    """What people call it, such as the system that is behind the address."""
    url: Url
    """Where events are posted: https, to a host on the public internet."""
    types: EventPatterns = Field(default_factory=list)
    """Which events: types such as `inbox.message_stored.v1`, or `inbox.*` for a kind; none: all its maker may read."""
    channels: Channels = Field(default_factory=list)
    """Leaves only events that carry one of these channels; none leaves all."""
    topics: Topics = Field(default_factory=list)
    """Leaves only events of conversations with one of these topics, and erasures of any; none leaves all."""
    ordered: bool = False
    """Whether an event waits until the one before of its conversation was taken or given up. It cannot be changed."""
    secret: SigningSecret | None = None
    """A Standard Webhooks secret, `whsec_` and base64 of 16 bytes or more; null: one is made."""


class WebhookEndpointUpdate(StrictWriteModel):
    """What to change of an endpoint; what is left out stays."""

    name: Name | None = None
    """What people call it; null stays."""
    url: Url | None = None
    """Where events are posted from now on; null stays."""
    types: EventPatterns | None = None
    """Which events, in place of those before; empty: all that the caller may read; null stays."""
    channels: Channels | None = None
    """The channels that are left, in place of those before; null stays."""
    topics: Topics | None = None
    """The topics that are left, in place of those before; null stays."""
    enabled: bool | None = None
    """False pauses it, and events are stored meanwhile; true sends what waits; null stays."""


class WebhookSecretUpdate(StrictWriteModel):
    """A new secret; the one before signs beside it for `overlap_seconds`. Without `secret` one is made and shown."""

    secret: SigningSecret | None = None
    """A Standard Webhooks secret, `whsec_` and base64 of 16 bytes or more; null: one is made."""
    overlap_seconds: int = Field(default=86_400, ge=0, le=30 * 86_400)
    """How long the one before goes on signing; a day by default, 30 days at most."""


class WebhookHealth(ReadModel):
    """How an endpoint answered lately."""

    failures: int
    """Tries in a row that were not taken; 0 after one that was."""
    failing_since: AwareDatetime | None
    """When the first of them was; null when the last try was taken."""
    last_success_at: AwareDatetime | None
    """When it took a delivery, to the minute; null before the first."""
    last_failure_at: AwareDatetime | None
    """When a try was not taken; null before the first."""
    last_code: str | None
    """Why that try was not taken: `http_500`, `no_answer`, `not_connected`, `address_refused` and the like."""


class WebhookEndpoint(ReadModel):
    """An endpoint, without its secrets."""

    id: str
    """What it is known by in paths: `whe_` and 16 hex digits."""
    name: str
    """What people call it."""
    url: str
    """Where events are posted."""
    types: list[str]
    """Which events are posted: types, and `inbox.*` for all of one kind."""
    channels: list[str]
    """Only events that carry one of these are posted; any when empty."""
    topics: list[str]
    """Only events of conversations with one of these are posted; any when empty."""
    ordered: bool
    """Whether events of one conversation are posted one after another."""
    enabled: bool
    """Whether anything is posted; events are stored in any case."""
    disabled_reason: Literal["person", "gone", "failing"] | None
    """Why nothing is posted: a person said so, it answered 410, it failed for five days; null while it is enabled."""
    health: WebhookHealth
    """How it answered lately."""
    version: ShownVersion
    created_at: AwareDatetime
    """When it was made (UTC); events of before are not posted."""


class WebhookEndpointWithSecret(WebhookEndpoint):
    """An endpoint and the secret that was made for it, shown this once."""

    secret: str | None
    """The Standard Webhooks secret that was made; null when the caller gave one."""


class WebhookAttempt(ReadModel):
    """One try of a delivery."""

    at: AwareDatetime
    """When the request was begun."""
    status: int | None
    """The HTTP status that came back; null when no answer did."""
    code: str
    """The outcome in a word: `http_200`, `no_answer`, `not_connected`, `address_refused` and the like."""
    milliseconds: int
    """How long it took until the answer or the failure."""
    answer: str
    """What the endpoint answered: the first 500 characters of its body."""


class WebhookDelivery(ReadModel):
    """An event for an endpoint."""

    id: str
    """The event's own, which is the `webhook-id` of every try."""
    type: str
    """What happened, such as `inbox.message_stored.v1`."""
    subject: str
    """Whom or what the event is about, such as a conversation."""
    state: DeliveryState
    """`pending` until it is `delivered`, or `failed` after ten tries within 76 hours; `erased` is not sent any more."""
    stored_at: AwareDatetime
    """When the event was read from the log for this endpoint."""
    due_at: AwareDatetime | None
    """When it is tried next; null when it is not pending."""
    erased_at: AwareDatetime | None
    """When its body was deleted, because the contact of its conversation was erased; null: it is there."""
    attempts: list[WebhookAttempt]
    """The newest 20 tries, the oldest first."""


class WebhookDeliveryDetail(WebhookDelivery):
    """A delivery with what is posted."""

    body: dict[str, Any] | None
    """The posted JSON: `type`, `timestamp`, and the event as `data`; null from `erased_at` on."""


class WebhookTest(ReadModel):
    """A test under way."""

    delivery: str
    """Its id among the endpoint's deliveries, which say what comes of it."""


class WebhookRedeliveryCreate(WriteModel):
    """Which deliveries to send again: those of a time in some states."""

    since: Moment
    """The earliest to send again, by `stored_at`."""
    until: Moment | None = None
    """Only those stored before; null: up to now."""
    states: list[RedeliveredState] = Field(default=["failed"], min_length=1, max_length=3)
    """Which of them: those that failed by default; `delivered` sends again what was taken."""


class WebhookRedelivery(ReadModel):
    """How many deliveries are sent again."""

    redelivered: int
    """How many of them wait to be sent now, 10,000 at most."""
    next_since: AwareDatetime | None
    """There are more: ask again with this as `since`; null when these were all."""
