"""What the gateway itself posts to webhook endpoints; it stands in no topic and in no stream."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from contracts.event import Event


class WebhookEndpointTested(Event):
    """Somebody asked for a test of a webhook endpoint. It goes to that endpoint, whatever types it takes."""

    type: ClassVar[str] = "gateway.webhook_endpoint_tested.v1"

    endpoint: str
    """Which one is tested, by id, as in `GET /v1/webhook-endpoints/{endpoint}`."""


class WebhookEndpointDisabled(Event):
    """A webhook endpoint is sent nothing more until somebody enables it; its events are stored meanwhile.

    It goes to the brand's other endpoints that take it.
    """

    type: ClassVar[str] = "gateway.webhook_endpoint_disabled.v1"

    endpoint: str
    """Which one it was, by id, as in `GET /v1/webhook-endpoints/{endpoint}`."""
    reason: Literal["person", "gone", "failing"]
    """`gone`: it answered 410; `failing`: it took nothing for five days. What a `person` disables is not told."""
    failing_since: AwareDatetime | None = None
    """When the first of the failures in a row was; left out where the last try was taken."""
    code: str | None = None
    """Why the last try was not taken, such as `http_500` or `no_answer`; left out where none failed."""


class IntegrationHeartbeatEvent(Event):
    """Base of what is said of an integration's heartbeat; the subject is the integration."""

    integration: str
    """The connected account, by id: the brand, `_` and a short name."""
    channel: str
    """The kind of platform, such as `x` or `email`."""
    late_since: AwareDatetime
    """When an event was due that did not come."""
    last_accepted_at: AwareDatetime | None = None
    """When its last event was accepted; left out where none ever was."""


class IntegrationLate(IntegrationHeartbeatEvent):
    """An integration has brought no event for longer than it is expected to."""

    type: ClassVar[str] = "gateway.integration_late.v1"


class IntegrationRecovered(IntegrationHeartbeatEvent):
    """An integration that was late brings events again."""

    type: ClassVar[str] = "gateway.integration_recovered.v1"
