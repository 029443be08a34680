"""A client of Muster's REST API."""

from muster_client.client import Muster, OpenedTicket
from muster_client.errors import MusterError, WebhookError
from muster_client.retry import Retry
from muster_client.stream import StreamEnd, StreamEvent, StreamReady, StreamReset, Told
from muster_client.transport import Answer, Credential
from muster_client.webhooks import Webhook, verify_webhook

__all__ = [
    "Answer",
    "Credential",
    "Muster",
    "MusterError",
    "OpenedTicket",
    "Retry",
    "StreamEnd",
    "StreamEvent",
    "StreamReady",
    "StreamReset",
    "Told",
    "Webhook",
    "WebhookError",
    "verify_webhook",
]
