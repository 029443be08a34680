"""Speak through the generic integration as a customer's system would: an item by key, or a signed webhook."""

import json
import time
from datetime import datetime
from typing import Any

from channels.signing import sign_standard
from deploy.local.api import Api
from deploy.local.state import IntegrationAccess


def message_item(message: str, contact: str, name: str, text: str, at: datetime) -> dict[str, Any]:
    """Give a message in the canonical form; `message` and `contact` are the platform's own ids."""
    return {
        "kind": "message",
        "external_id": message,
        "contact": {"external_id": contact, "name": name},
        "text": text,
        "at": at.isoformat(),
    }


def deliver(gateway: str, integration: IntegrationAccess, message_id: str, content: dict[str, Any]) -> Any:
    """Post a payload to the generic integration's webhook, signed, and return the gateway's answer.

    Raises:
        ApiError: When the gateway refuses.
        StackError: When it does not answer.
    """
    body = json.dumps(content).encode()
    signed = sign_standard(integration.secrets["signing_secret"], message_id, int(time.time()), body)
    return Api(gateway).call("POST", integration.webhook, body, {"content-type": "application/json", **signed})
