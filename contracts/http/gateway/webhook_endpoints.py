"""Webhook endpoints: addresses of the brand's own that its events are posted to, and what became of each delivery."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from contracts.channel import ChannelName
from contracts.http.fields import Plain
from contracts.http.gateway.fields import Name
from contracts.http.models import ReadModel, StrictWriteModel, WriteModel
from contracts.http.moment import Moment

EventPattern = Annotated[
    str, Field(min_length=3, max_length=100, description="An event type, or `inbox.*` for all of one kind.")
]
EventPatterns = Annotated[
    list[EventPattern],
    Field(max_length=50, description="Which events are posted; none means all that its maker may read."),
]
Channels = Annotated[
    list[ChannelName],
    Field(max_length=20, description="Leaves only events that carry one of these channels; none leaves all."),
]
Topics = Annotated[
    list[Annotated[Plain, Field(min_length=1, max_length=64)]],
    Field(max_length=50, description="Leaves only events of conversations with one of these topics; none leaves all."),
]
Url = Annotated[
    Plain,
    Field(min_length=1, max_length=2048, description="Where events are posted: https, to a public host."),
]
SigningSecret = Annotated[
    Plain,
    Field(
        min_length=8, max_length=256, description="A Standard Webhooks secret: `whsec_` and base64 of 16 bytes or more."
    ),
]
DeliveryState = Literal["pending", "delivered", "failed"]


class WebhookEndpointCreate(StrictWriteModel):
    """A new address for events. Without a secret one is made; the answer shows it this once."""

    name: Name = Field(description="What people call it.")
    url: Url
    types: EventPatterns = Field(default_factory=list)
    channels: Channels = Field(default_factory=list)
    topics: Topics = Field(default_factory=list)
    ordered: bool = Field(
        default=False,
        description="Whether events of one conversation are posted one after another: the next waits until the one "
        "before was taken or given up. It cannot be changed later.",
    )
    secret: SigningSecret | None = None


class WebhookEndpointUpdate(StrictWriteModel):
    """What to change of an endpoint; what is left out stays."""

    name: Name | None = Field(default=None, description="What people call it.")
    url: Url | None = None
    types: EventPatterns | None = None
    channels: Channels | None = None
    topics: Topics | None = None
    enabled: bool | None = Field(
        default=None, description="False pauses it: events are stored meanwhile. True sends what waits."
    )


class WebhookSecretUpdate(StrictWriteModel):
    """A new secret; the one before signs beside it for `overlap_seconds`. Without `secret` one is made and shown."""

    secret: SigningSecret | None = None
    overlap_seconds: int = Field(
        default=86_400,
        ge=0,
        le=30 * 86_400,
        description="How long the secret before goes on signing.",
    )


class WebhookHealth(ReadModel):
    """How an endpoint answered lately."""

    failures: int = Field(description="Tries in a row that were not taken; 0 after one that was.")
    failing_since: AwareDatetime | None = Field(description="The first of them; null when the last try was taken.")
    last_success_at: AwareDatetime | None = Field(description="When it last took a delivery, to the minute.")
    last_failure_at: AwareDatetime | None = Field(description="When a try last was not taken.")
    last_code: str | None = Field(
        description="Why: `http_500`, `no_answer`, `not_connected`, `address_refused` and the like."
    )


class WebhookEndpoint(ReadModel):
    """An endpoint, without its secrets."""

    id: str = Field(description="The endpoint: `whe_` and 16 characters.")
    name: str = Field(description="What people call it.")
    url: str = Field(description="Where events are posted.")
    types: list[str] = Field(description="Which events are posted: types, and `inbox.*` for all of one kind.")
    channels: list[str] = Field(description="The channels that are left; all when empty.")
    topics: list[str] = Field(description="The topics that are left; all when empty.")
    ordered: bool = Field(description="Whether events of one conversation are posted one after another.")
    enabled: bool = Field(description="Whether anything is posted; events are stored in any case.")
    disabled_reason: Literal["person", "gone", "failing"] | None = Field(
        description="Why not: a person said so, it answered 410, or it failed for five days."
    )
    health: WebhookHealth
    version: int = Field(description="Grows with each change; the entity tag is made of it.")
    created_at: AwareDatetime = Field(description="When it was made; earlier events are not posted.")


class WebhookEndpointWithSecret(WebhookEndpoint):
    """An endpoint and the secret that was made for it, shown this once."""

    secret: str | None = Field(description="The secret that was made; null when it was given.")


class WebhookAttempt(ReadModel):
    """One try of a delivery."""

    at: AwareDatetime = Field(description="When it was begun.")
    status: int | None = Field(description="The HTTP status of the answer; null when none came.")
    code: str = Field(description="What came of it: `http_200`, `no_answer`, `not_connected`, `address_refused` …")
    milliseconds: int = Field(description="How long it took.")
    answer: str = Field(description="The first 500 characters of the answer's body.")


class WebhookDelivery(ReadModel):
    """An event for an endpoint."""

    id: str = Field(description="The event's id, which is the `webhook-id` of every try.")
    type: str = Field(description="The event's type.")
    subject: str = Field(description="What the event is about, such as a conversation.")
    state: DeliveryState = Field(description="`pending` until it is taken, or failed ten times within 76 hours.")
    stored_at: AwareDatetime = Field(description="When it was read from the log.")
    due_at: AwareDatetime | None = Field(description="When it is tried next; null when it is not pending.")
    attempts: list[WebhookAttempt] = Field(description="The newest 20 tries, the oldest first.")


class WebhookDeliveryDetail(WebhookDelivery):
    """A delivery with what is posted."""

    body: dict[str, Any] = Field(description="The body as it is posted: `type`, `timestamp` and the event as `data`.")


class WebhookTest(ReadModel):
    """A test under way."""

    delivery: str = Field(description="The delivery to look at for what comes of it.")


class WebhookRedeliveryCreate(WriteModel):
    """Which deliveries to send again: those of a time in some states."""

    since: Moment = Field(description="The earliest to send again, by `stored_at`.")
    until: Moment | None = Field(default=None, description="Only those stored before; now by default.")
    states: list[DeliveryState] = Field(
        default=["failed"],
        min_length=1,
        max_length=3,
        description="Which of them: those that failed by default; `delivered` sends what was taken again.",
    )


class WebhookRedelivery(ReadModel):
    """How many deliveries are sent again."""

    redelivered: int = Field(description="How many wait to be sent now.")
    next_since: AwareDatetime | None = Field(
        description="Ask again with this as `since`, because there are more; null when these were all."
    )
