"""Copies of the approvals of replies, as documents."""

from __future__ import annotations

from datetime import timedelta

from services.crisis.domain.approval_wait import ApprovalWait
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value

KEPT = timedelta(days=30)
"""For how long after its time, or after what was said last; longer than an event that is out of date can still come."""


class MongoApprovalWaits:
    """The collection `approval_waits`, by the reply's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "approval_waits")

    async def of(self, reply: str) -> ApprovalWait | None:
        """What is known of the approval of a reply."""
        stored = await self._documents.get(reply)
        if stored is None:
            return None
        return value(ApprovalWait, {**stored, "expires_at": stored["decide_until"]})

    async def write(self, wait: ApprovalWait) -> None:
        """Put it in place of what was known before. `expires_at` is when MongoDB deletes it."""
        fields = document(wait)
        until = fields.pop("expires_at")
        kept = max(wait.at, until or wait.at) + KEPT
        await self._documents.put(wait.reply, {**fields, "decide_until": until, "expires_at": kept})
