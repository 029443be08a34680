"""Speak through an integration as its platform would: a generic webhook, signed as Standard Webhooks asks."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from deploy.local.api import Api
from deploy.local.state import IntegrationAccess

SECRET_PREFIX = "whsec_"  # noqa: S105 - how Standard Webhooks writes secrets, not one


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Sign `id.timestamp.body` with HMAC-SHA256; source: Standard Webhooks 1.0, symmetric signatures."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = b"%s.%d.%s" % (message_id.encode(), timestamp, body)
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def deliver(gateway: str, integration: IntegrationAccess, message_id: str, content: dict[str, Any]) -> Any:
    """Post a payload to the integration's webhook and give the gateway's answer.

    Raises:
        ApiError: When the gateway refuses.
        StackError: When it does not answer.
    """
    body = json.dumps(content).encode()
    now = int(time.time())
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(now),
        "webhook-signature": signature(integration.secrets["secret"], message_id, now, body),
    }
    return Api(gateway).call("POST", integration.webhook, body, headers)
