"""The two shapes a customer's message takes on its way in: a generic webhook payload, and an event by key."""

from datetime import datetime
from typing import Any


def as_webhook(message: str, contact: str, name: str, text: str, at: datetime) -> dict[str, Any]:
    """Give the payload of the generic channel; `message` and `contact` are the platform's own ids."""
    return {
        "type": "message.received",
        "timestamp": at.isoformat(),
        "data": {"id": message, "contact": {"id": contact, "name": name}, "text": text},
    }


def as_event(message: str, contact: str, name: str, text: str, at: datetime) -> dict[str, Any]:
    """Give an item of `POST /v1/events`."""
    return {
        "type": "message.received",
        "external_id": message,
        "contact": {"external_id": contact, "name": name},
        "text": text,
        "sent_at": at.isoformat(),
    }
