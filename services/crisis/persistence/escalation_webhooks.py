"""Escalation webhooks as documents."""

from __future__ import annotations

from chassis.mongo import Document
from services.crisis.domain.escalation_webhook import EscalationWebhook
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


def webhook_document(webhook: EscalationWebhook) -> Document:
    """A webhook as a document."""
    fields = document(webhook)
    return {"webhook": fields.pop("id"), **fields}


def webhook_of(stored: Document) -> EscalationWebhook:
    """A webhook from its document."""
    return value(EscalationWebhook, {**stored, "id": stored["webhook"]})


class MongoEscalationWebhooks:
    """The collection `escalation_webhooks`, by the webhook's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "escalation_webhooks")

    async def find(self, id_: str) -> EscalationWebhook | None:
        """One webhook."""
        stored = await self._documents.get(id_)
        return webhook_of(stored) if stored else None

    async def all(self) -> list[EscalationWebhook]:
        """Every one, by id."""
        return [webhook_of(each) for each in await self._documents.find({}, sort=[("webhook", 1)])]

    async def write(self, webhook: EscalationWebhook) -> None:
        """Put a webhook in place of the one by its id."""
        await self._documents.put(webhook.id, webhook_document(webhook))

    async def remove(self, id_: str) -> None:
        """Remove one."""
        await self._documents.delete(id_)
