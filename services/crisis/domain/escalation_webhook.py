"""An escalation webhook: an address of the brand's own alerting system, which levels of the escalation call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.crisis.domain.notice_plan import NoticeAddress

MOST_ESCALATION_WEBHOOKS = 20
"""Of one brand."""

WebhookRefusal = Literal["in_drill", "named_by_policy", "too_many_webhooks"]


class EscalationWebhookNotAllowed(Exception):
    """What the rules of escalation webhooks refuse; `reason` says why."""

    def __init__(self, reason: WebhookRefusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class EscalationWebhook:
    """`sealed` holds its URL and the secret that signs what it gets; `shown` is all of them that is read."""

    id: str
    name: str
    shown: str
    sealed: str
    version: int = 1

    @property
    def address(self) -> NoticeAddress:
        """Where its notices go: at once, and at any hour."""
        return NoticeAddress(self.id, "webhook", self.shown, self.sealed)
