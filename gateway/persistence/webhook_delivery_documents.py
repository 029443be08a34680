"""A webhook delivery as a document and back; builds before and after this one may read and write it too."""

from __future__ import annotations

from dataclasses import asdict

from chassis.mongo import Document
from gateway.domain.webhook_delivery import KEPT, Attempt, WebhookDelivery

_IS_ERASED = {"$gt": ["$erased_at", None]}  # null is no time, and rows of older builds have none


def delivery_id(endpoint: str, event: str) -> str:
    """What a delivery is stored by, within its brand."""
    return f"{endpoint}/{event}"


def to_document(delivery: WebhookDelivery, ordered: bool) -> Document:
    """The fields queries ask for stand at the top."""
    return {
        "endpoint": delivery.endpoint,
        "event": delivery.id,
        "type": delivery.type,
        "subject": delivery.subject,
        "body": delivery.body,
        "order": delivery.order,
        "ordered": ordered,
        "happened_at": delivery.happened_at,
        "stored_at": delivery.stored_at,
        "due_at": delivery.due_at,
        "state": delivery.state,
        "tries": delivery.tries,
        "attempts": [asdict(attempt) for attempt in delivery.attempts],
        "expires_at": delivery.stored_at + KEPT,
        "erased_at": delivery.erased_at,
    }


def from_document(document: Document) -> WebhookDelivery:
    """The delivery of a document; a list reads it without its body."""
    return WebhookDelivery(
        brand=document["brand"],
        endpoint=document["endpoint"],
        id=document["event"],
        type=document["type"],
        subject=document["subject"],
        body=document.get("body", ""),
        order=document["order"],
        happened_at=document["happened_at"],
        stored_at=document["stored_at"],
        due_at=document["due_at"],
        state=document["state"],
        tries=document["tries"],
        attempts=tuple(Attempt(**attempt) for attempt in document["attempts"]),
        erased_at=document.get("erased_at"),
    )


def literally(delivery: WebhookDelivery) -> Document:
    """What came of tries, as it is: an endpoint's answer may look like an expression."""
    attempts = [asdict(attempt) for attempt in delivery.attempts]
    fields = {"state": delivery.state, "due_at": delivery.due_at, "tries": delivery.tries, "attempts": attempts}
    return {name: {"$literal": value} for name, value in fields.items()}


def setting(fields: Document, *, erased: Document) -> Document:
    """Set fields, and `erased` in place of them where the delivery is erased; by its id alone no index is weighed."""
    same = {name: value for name, value in fields.items() if erased[name] == value}
    differ = {name: {"$cond": [_IS_ERASED, erased[name], value]} for name, value in fields.items() if name not in same}
    return {"$set": {**same, **differ}}
