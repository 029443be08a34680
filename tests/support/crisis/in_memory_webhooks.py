"""The escalation webhooks of one brand, in memory."""

from __future__ import annotations

from services.crisis.domain.escalation_webhook import EscalationWebhook
from tests.support.crisis.in_memory_state import Rows


class EscalationWebhooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, id_: str) -> EscalationWebhook | None:
        found: EscalationWebhook | None = self._rows.get(id_)
        return found

    async def all(self) -> list[EscalationWebhook]:
        return sorted(self._rows.all(), key=lambda each: each.id)

    async def write(self, webhook: EscalationWebhook) -> None:
        self._rows.put(webhook.id, webhook)

    async def remove(self, id_: str) -> None:
        self._rows.remove(id_)
